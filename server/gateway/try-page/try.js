// A page without a build: it reads openapi.json, makes a form of each message's fields, and shows what is answered.
const at = (id) => document.getElementById(id)
const api = await (await fetch("v1/openapi.json")).json()
const messages = Object.entries(api.paths).filter(([path]) => path.startsWith("/api/v1/"))

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

function schemaOf(body) {
  const { content } = body
  const form = content["multipart/form-data"]
  return form ? form.schema.properties.request : content["application/json"].schema
}

/** What a field takes, in a few words. */
function kindOf(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.join(" or ")
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(" or ")
  return schema.type ?? "anything"
}

/** What was typed, as the field takes it: text where it may be text, else as JSON has it. */
function typedValue(schema, text) {
  const mayBeText = kindOf(schema).includes("string") || schema.enum?.includes(text)
  if (mayBeText) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function fieldOf([name, schema], required) {
  const note = [kindOf(schema), required ? "" : "optional", schema.description ?? ""]
    .filter(Boolean)
    .join("; ")
  const input = element("input", { name, autocomplete: "off", spellcheck: "false" })
  if (name.includes("password")) input.type = "password"
  return element("label", {}, name, input, element("small", {}, note))
}

function show(path, { get, post }) {
  const schema = schemaOf(post.requestBody)
  const properties = Object.entries(schema.properties ?? {})
  const isUpload = "multipart/form-data" in post.requestBody.content
  const form = at("request")
  at("title").textContent = post.summary
  at("doc").textContent = post.description
  at("status").textContent = at("reply").textContent = ""
  form.replaceChildren(...properties.map((entry) => fieldOf(entry, schema.required?.includes(entry[0]))))
  if (isUpload) form.append(element("label", {}, "file", element("input", { name: "file", type: "file" })))
  const buttons = [element("button", { value: "POST" }, "POST")]
  if (get) buttons.push(element("button", { value: "GET" }, "GET"))
  form.append(element("div", {}, ...buttons))
  form.onsubmit = (event) => {
    event.preventDefault()
    const said = new FormData(form)
    const fields = properties.filter(([name]) => said.get(name) !== "")
    const request = Object.fromEntries(fields.map(([name, each]) => [name, typedValue(each, said.get(name))]))
    if (event.submitter?.value === "GET") return ask(`${path}?${new URLSearchParams(request)}`, {})
    return ask(path, isUpload ? upload(request, said.get("file")) : sending(request))
  }
  for (const button of at("messages").querySelectorAll("button"))
    button.setAttribute("aria-current", button.textContent === post.summary)
  form.querySelector("input")?.focus()
}

function sending(request) {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) }
}

function upload(request, file) {
  const body = new FormData()
  body.append("request", JSON.stringify({ ...request, file_size: file.size }))
  body.append("file", file)
  return { method: "POST", body }
}

async function ask(path, init) {
  const startMs = performance.now()
  try {
    const response = await fetch(path, init)
    const text = await response.text()
    const ms = Math.round(performance.now() - startMs)
    at("status").textContent = `${response.status} ${response.statusText}, ${ms} ms`
    at("reply").textContent = JSON.stringify(JSON.parse(text), undefined, 2)
  } catch (error) {
    at("status").textContent = String(error)
  }
}

async function showWho() {
  const { name = "nobody", user_type = "" } = await (await fetch("v1/who_am_i", sending({}))).json()
  at("who").textContent = `${name} is logged in ${user_type && `(${user_type})`}`
}

at("messages").append(
  ...messages.map(([path, item]) => {
    const button = element("button", { type: "button" }, item.post.summary)
    button.onclick = () => show(path, item)
    return element("li", {}, button)
  }),
)
at("find").oninput = ({ target }) => {
  for (const item of at("messages").children) item.hidden = !item.textContent.includes(target.value.trim())
}
at("log-in").onsubmit = async (event) => {
  event.preventDefault()
  const said = Object.fromEntries(new FormData(event.target))
  await ask("/login", sending(said))
  event.target.elements.password.value = ""
  await showWho()
}
at("log-out").onclick = async () => {
  await ask("/session", { method: "DELETE" })
  await showWho()
}
await showWho()
