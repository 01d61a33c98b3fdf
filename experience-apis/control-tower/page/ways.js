/**
 * The ways an exception is resolved, and what each does. `asks` is what a person has to give, as JSON: `field` names
 * where it goes in the resolution, without one its fields are the resolution's own. `many` can be said of many at once.
 */
const WAYS = [
  {
    action: 'retry',
    name: 'Retry',
    says: 'Tries the step again; for when the cause has been mended in the system it lies in.',
    undo: 'Tries the undo again; for when the cause has been mended in the system it lies in.',
    many: true,
  },
  {
    action: 'approve',
    name: 'Approve',
    says: 'Gives leave for what a rule forbade, under your name, and tries the step again.',
    fits: ({ kind, step }) => kind === 'policy' && step !== '',
    many: true,
  },
  {
    action: 'edit',
    name: 'Edit and retry',
    says: 'Replaces the input of the run and tries again; finished steps stay as they are, and the old input is kept.',
    asks: { field: 'input', label: 'Input of the run (JSON)', from: ({ input }) => input },
  },
  {
    action: 'map',
    name: 'Map and retry',
    says: 'Replaces values of one field of the input by a table, and tries again.',
    asks: {
      label: 'Field and table of values (JSON)',
      from: () => ({ field: 'lines.*.taxCode', values: { OLD: 'NEW' } }),
    },
    many: true,
  },
  {
    action: 'patch',
    name: 'Patch and retry',
    says: 'Changes some fields of the input, and tries again; null removes a field.',
    asks: { field: 'patch', label: 'Fields and their new values (JSON)', from: () => ({}) },
    many: true,
  },
  {
    action: 'edit-result',
    name: 'Edit a result and retry',
    says: 'Replaces the result of a step that is done; only steps not done yet see it.',
    asks: {
      label: 'Step and its new result (JSON)',
      from: ({ steps }) => {
        const { step, item, result } = steps.findLast(({ state, kind }) => state === 'done' && kind === 'step') ?? {}
        return { step: step ?? '', ...(item && { item }), result: result ?? null }
      },
    },
  },
  {
    action: 'skip',
    name: 'Skip the step',
    says: 'Takes the result you give for the step’s own, without calling the system; for when it was done by hand.',
    undo: 'Takes the step for undone, without calling the system; for when it was undone by hand.',
    asks: { field: 'result', label: 'Result of the step (JSON)' },
  },
  {
    action: 'compensate',
    name: 'Compensate',
    says: 'Gives up, and undoes what the run has done so far, the latest first.',
    confirm: 'What this run has created in billing, tax and ERP will be undone. This cannot be taken back.',
    many: true,
  },
  {
    action: 'discard',
    name: 'Discard',
    says: 'Gives up, and leaves what the run has done so far as it stands.',
    undo: 'Gives up; what is not yet undone stays as it stands.',
    confirm: 'The run ends here, and what it has created stays in the systems. This cannot be taken back.',
    many: true,
  },
]

/** The ways that are open for an exception, e.g. `{ action, name, says, asks?, confirm? }`. An undo that failed has fewer. */
export function waysOf(exception) {
  if (exception.phase !== 'undo') return WAYS.filter(({ fits }) => !fits || fits(exception))
  return WAYS.filter(({ undo }) => undo).map(({ asks, undo, ...way }) => ({ ...way, says: undo }))
}

/** The ways that one decision can mean for many exceptions. */
export const WAYS_OF_MANY = WAYS.filter(({ many }) => many)

/** What becomes of dead letters, one or many. */
export const WAYS_OF_LETTERS = [
  { action: 'replay', name: 'Replay', says: 'Hands it over once more, as it is.', many: true },
  {
    action: 'edit',
    name: 'Edit and replay',
    says: 'Replaces the payload, which must fit its event; the one that came is kept.',
    asks: { field: 'data', label: 'Payload (JSON)', from: ({ data }) => data },
  },
  {
    action: 'map',
    name: 'Map and replay',
    says: 'Replaces values of one field by a table.',
    asks: {
      label: 'Field and table of values (JSON)',
      from: () => ({ field: 'lines.*.taxCode', values: { OLD: 'NEW' } }),
    },
    many: true,
  },
  {
    action: 'patch',
    name: 'Patch and replay',
    says: 'Changes some fields; null removes one.',
    asks: { field: 'patch', label: 'Fields and their new values (JSON)', from: () => ({}) },
    many: true,
  },
  {
    action: 'discard',
    name: 'Discard',
    says: 'Gives it up: nobody will hear of it.',
    confirm: 'What was told is dropped. This cannot be taken back.',
    many: true,
  },
]

/** The resolution that a way and the JSON given for it make. Throws a `SyntaxError` where that is no JSON. */
export function resolutionOf({ action, asks }, text) {
  if (!asks) return action === 'skip' ? { action, result: null } : { action }
  const given = JSON.parse(text)
  return asks.field ? { action, [asks.field]: given } : { ...given, action }
}
