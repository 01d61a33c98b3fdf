import type { Table } from './table.ts'

export type Draft = { yaml: string; complete: boolean }

export function draftMapping(_name: string, tables: readonly Table[]): Draft | undefined {
  return tables.length === 0 ? undefined : { yaml: '', complete: false }
}
