/** `failed`: given up after a day of attempts. `dropped`: its endpoint was paused or removed. */
export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'dropped'

/** A message on its way to one endpoint. Times are ISO 8601 UTC; `status` and `reason` are those of the last attempt. */
export type Delivery<Type extends string = string> = {
  id: string
  endpoint: string
  message: string
  type: Type
  state: DeliveryState
  attempts: number
  status?: number
  reason?: string
  createdAt: string
  attemptedAt?: string
}
