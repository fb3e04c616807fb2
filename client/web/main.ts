import { createApp } from "vue"
import App from "./app.vue"
import { router } from "./router.ts"
import { whoIsThere } from "./state/me.ts"
import { toastError } from "./state/toasts.ts"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/layout.css"

const app = createApp(App)
app.config.errorHandler = (error) => {
  toastError(error)
  // As it would be without this handler: the browser tells whoever looks.
  reportError(error)
}
app.use(router).mount("#page")
// Also where the page needs nobody to be logged in, its frame shows who is.
void whoIsThere().catch(toastError)
