import { createApp } from "vue"
import App from "./app.vue"
import { router } from "./router.ts"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/layout.css"

// A page of an older build asks for files that the newer one doesn't have any more.
window.addEventListener("vite:preloadError", () => location.reload())

createApp(App).use(router).mount("#page")
