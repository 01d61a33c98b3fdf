/** Who saved a record last, and when; and when others did, if we wrote over it since. */
export type Audit = { Gantry_Edited_At__c: string | null; LastModifiedById: string; LastModifiedDate: string }

/** Ids come with 15 characters or with 18: the last three only tell the case of the others. */
export const isBy = (user: string, row: { LastModifiedById: string }): boolean =>
  row.LastModifiedById.slice(0, 15) === user.slice(0, 15)

/** ISO 8601 with `Z`: Salesforce writes `+0000`. */
export const instant = (given: string): string => new Date(given).toISOString()

/**
 * Goes into our own write over a record that somebody else saved last. Without it our name would stand on the record,
 * and the change feed would take their change for an echo of ours.
 */
export function editedBy(user: string, row: Audit | undefined): { Gantry_Edited_At__c?: string } {
  return row && !isBy(user, row) ? { Gantry_Edited_At__c: instant(row.LastModifiedDate) } : {}
}
