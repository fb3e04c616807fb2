import { type Ref, ref } from "vue"
import { Refused } from "../../refused.ts"
import { explain } from "./explain.ts"

/** What is wrong with each field of a form, in words. */
export type FieldErrors<Field extends string> = { readonly [Name in Field]?: string | undefined }

type FormPlan<Field extends string> = {
  readonly fields: readonly Field[]
  /** The field beside which a refusal is shown, by its code; the others stand above the form. */
  readonly places?: Readonly<Record<string, Field>>
  /** What can be told without the server. */
  readonly check?: () => FieldErrors<Field>
  readonly send: () => Promise<void>
}

/** A form that is being filled in. */
export type Form<Field extends string> = {
  readonly errors: Readonly<Ref<FieldErrors<Field>>>
  /** What went wrong that belongs to no field. */
  readonly wrong: Readonly<Ref<string | undefined>>
  readonly isBusy: Readonly<Ref<boolean>>
  readonly submit: () => Promise<void>
}

/** Checks and sends a form, and shows what is wrong with it where it is wrong. For use in a component's setup. */
export function useForm<Field extends string>({
  fields,
  places = {},
  check,
  send,
}: FormPlan<Field>): Form<Field> {
  const errors: Ref<FieldErrors<Field>> = ref({})
  const wrong = ref<string>()
  const isBusy = ref(false)

  function show(error: unknown): void {
    const field = error instanceof Refused ? placeOf(error) : undefined
    if (field === undefined) wrong.value = explain(error)
    else errors.value = { ...errors.value, [field]: explain(error) }
  }

  function placeOf({ code, reply }: Refused): Field | undefined {
    return code === "BAD_FIELD" ? fields.find((field) => field === reply.field) : places[code]
  }

  async function submit(): Promise<void> {
    if (isBusy.value) return
    wrong.value = undefined
    errors.value = check?.() ?? {}
    if (fields.some((field) => errors.value[field])) return
    isBusy.value = true
    await send().catch(show)
    isBusy.value = false
  }

  return { errors, wrong, isBusy, submit }
}
