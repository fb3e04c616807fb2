import { ref } from "vue"

/** How many uploads of this window are under way or wait for their turn: what does them is loaded with their page. */
export const uploadsUnderWay = ref(0)
