import type { FailingPart } from '@gantry/core/sandbox/failing-part'
import { Refusal } from './refusal.ts'

/** A part of a composite request, a record of a collection or a row of a job comes: it fails where it was told to. */
export function assertPart(failing: FailingPart): void {
  const fails = failing.part()
  if (fails === 'passing')
    throw new Refusal('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record or 1 records')
  if (fails === 'lasting')
    throw new Refusal('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'A rule of the org does not allow this')
}
