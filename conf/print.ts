import { clientSettings } from "./client-settings.ts"
import { listSettings } from "./list-settings.ts"
import { settings } from "./settings.ts"

process.stdout.write(`REELWIRE_ENV chooses the profile: local (default), test or prod. Environment variables win over it,
command-line options over both.

Server
${listSettings(settings)}

Clients
${listSettings(clientSettings)}
REELWIRE_PASSWORD
    Password to log in with, where it is not typed or read from --password-file.
`)
