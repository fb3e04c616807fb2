import { text, yesOrNo } from "./kinds.ts"
import { setting, type Values } from "./setting.ts"

/** Every setting that the command-line clients share; the password is read from the environment alone. */
export const clientSettings = {
  server: setting(text("host:port"), "127.0.0.1:8087", "The server, as host:port."),
  name: setting(text("a name"), "", "Name to log in with."),
  stateDir: setting(
    text("a folder"),
    "",
    "Folder for what this device remembers. Unset: reelwire in XDG_STATE_HOME, or in ~/.local/state.",
  ),
  tls: setting(yesOrNo(), false, "Speak TLS to the server."),
  tlsCa: setting(text("a file"), "", "Certificate authority (PEM) to trust beside the system's."),
}

/** The values that a command-line client runs with. */
export type ClientSettings = Values<typeof clientSettings>
