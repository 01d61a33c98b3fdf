/*
 * Loaded before anything else (`node --import`): this process believes it is `CLOCK_SKEW_MS` later than it is. Time spans
 * stay true, as they do on a machine whose clock is wrong.
 */
const skewMs = Number(process.env.CLOCK_SKEW_MS ?? 0)
const True = Date
const now = () => True.now() + skewMs

globalThis.Date = new Proxy(True, {
  construct: (target, given, wanted) => Reflect.construct(target, given.length > 0 ? given : [now()], wanted),
  apply: () => new True(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
const { timeOrigin } = performance
Object.defineProperty(performance, 'timeOrigin', { get: () => timeOrigin + skewMs })

export {}
