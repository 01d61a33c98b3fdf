/** The ways an exception is resolved, and what each does. An undo that failed has fewer: its run is being undone. */
const WAYS = [
  {
    action: 'retry',
    name: 'Retry',
    says: 'Tries the step again; for when the cause has been mended in the system it lies in.',
    undo: 'Tries the undo again; for when the cause has been mended in the system it lies in.',
  },
  {
    action: 'edit',
    name: 'Edit and retry',
    says: 'Replaces the input of the run and tries again; finished steps stay as they are, and the old input is kept.',
    asks: { field: 'input', label: 'Input of the run (JSON)' },
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
  },
  {
    action: 'discard',
    name: 'Discard',
    says: 'Gives up, and leaves what the run has done so far as it stands.',
    undo: 'Gives up; what is not yet undone stays as it stands.',
    confirm: 'The run ends here, and what it has created stays in the systems. This cannot be taken back.',
  },
]

/** The ways that are open for an exception, e.g. `{ action, name, says, asks?, confirm? }`. */
export function waysOf({ phase }) {
  if (phase !== 'undo') return WAYS
  return WAYS.filter(({ undo }) => undo).map(({ asks, undo, ...way }) => ({ ...way, says: undo }))
}
