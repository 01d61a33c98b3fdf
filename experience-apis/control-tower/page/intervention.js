import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { decide } from './decision.js'

const ENDED = ['completed', 'failed', 'compensated', 'cancelled', 'discarded']

const CANCEL = {
  action: 'cancel',
  name: 'Cancel the run',
  says: 'Stops it at its next step, and undoes what it has done so far, the latest first.',
  confirm: 'What this run has created in the systems will be undone. This cannot be taken back.',
}
const RESTART = {
  action: 'restart',
  name: 'Restart from a step',
  says: 'Does that step and those recorded after it again; what they did the first time stays as it is.',
  confirm: 'The systems get these requests anew: what is there from the first time is not undone.',
  asks: {
    label: 'Step to begin with, in a loop with its item (JSON)',
    from: ({ steps }) => {
      const { step, item } = steps.find(({ state }) => !['done', 'undone'].includes(state)) ?? steps[0] ?? {}
      return { from: step ?? '', ...(item && { item }) }
    },
  },
}

/** What a person may do to a run as it stands. */
function waysOf({ state, steps, error, exceptions }) {
  const held = exceptions.some((exception) => exception.state === 'open')
  return [
    !ENDED.includes(state) && error?.code !== 'cancelled' && CANCEL,
    (ENDED.includes(state) || held) && steps.length > 0 && RESTART,
  ].filter(Boolean)
}

/** The button that opens the dialog, where there is anything to do; `done` hears of it. */
export function interveneIn(page, run, done) {
  const ways = waysOf(run)
  return (
    ways.length > 0 &&
    element(
      'button',
      {
        type: 'button',
        on: {
          click: () =>
            decide(page, {
              title: `${run.flow} ${run.key}`,
              about: `It is ${run.state}.`,
              ways,
              start: () => run,
              send: ({ resolution: { action, ...rest }, reason }) =>
                page.api.post(`/runs/${run.id}/${{ cancel: 'cancellation', restart: 'restart' }[action]}`, {
                  ...rest,
                  reason,
                }),
              says: () => 'This page shows what becomes of it.',
              done,
            }),
        },
      },
      ways.length > 1 ? 'Cancel or restart…' : `${ways[0].name}…`,
    )
  )
}

/** Who did what to the run, and why. */
export const interventionOf = ({ action, step, by, reason, at }) =>
  element(
    'li',
    {},
    { cancel: 'Cancelled', restart: `Restarted from ${step}` }[action],
    element('p', { class: 'muted' }, `by ${by}: ${reason} · `, moment(at)),
  )
