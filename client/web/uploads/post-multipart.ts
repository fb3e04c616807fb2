/** Silence after which the connection counts as lost. */
const quietMs = 60_000

type Sent = {
  readonly path: string
  readonly request: object
  /** The browser reads them as they go out. */
  readonly bytes: Blob
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** What came back; undefined where the connection was lost, so that nobody knows whether it arrived. */
type Posted = { readonly status: number; readonly text: string } | undefined

/**
 * Sends a message with a file behind it; throws the signal's reason. By XMLHttpRequest, since fetch doesn't tell how much has
 * gone out.
 */
export function postMultipart({ path, request, bytes, signal, onProgress }: Sent): Promise<Posted> {
  const form = new FormData()
  form.append("request", JSON.stringify(request))
  form.append("file", bytes, "file")
  return new Promise((resolve, reject) => {
    const http = new XMLHttpRequest()
    const stop = (): void => http.abort()
    let quiet = setTimeout(stop, quietMs)
    signal?.addEventListener("abort", stop)
    http.upload.onprogress = ({ loaded }) => {
      clearTimeout(quiet)
      quiet = setTimeout(stop, quietMs)
      onProgress?.(Math.min(loaded, bytes.size))
    }
    http.onloadend = () => {
      clearTimeout(quiet)
      signal?.removeEventListener("abort", stop)
      if (signal?.aborted) reject(signal.reason)
      else resolve(http.status === 0 ? undefined : { status: http.status, text: http.responseText })
    }
    http.open("POST", path)
    http.send(form)
  })
}
