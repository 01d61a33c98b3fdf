import { type Json, type JsonObject, textOf } from '../document.ts'

/** The day an operation or a parameter ends, as its document says it; whatever is written there. */
export const announced = (node: JsonObject): Json | undefined => node['x-sunset'] ?? node.sunset

/** That day where it can be read (ISO 8601); undefined where none is announced, or nothing that is a date. */
export function sunsetOf(node: JsonObject): string | undefined {
  const day = textOf(announced(node))
  return day !== undefined && Number.isFinite(Date.parse(day)) ? day : undefined
}
