import type { Case } from './case.ts'
import { pagination, unknownField, unknownValue } from './content.ts'
import { duplicate, duplicateWithoutKey, otherContent, stampede } from './duplicates.ts'
import { echo } from './echo.ts'
import { closedPeriod, ownSlowDown, sessionExpiry, slowDown, stale, tokenExpiry } from './limits-and-expiry.ts'
import { cutAnswer, deadline, failing, lostAnswer } from './lost-answers.ts'
import { partialBatch } from './partial-batch.ts'

/** In the order of the report's columns. */
export const OPERATION_CASES: readonly Case[] = [
  duplicate,
  duplicateWithoutKey,
  otherContent,
  stampede,
  lostAnswer,
  cutAnswer,
  failing,
  partialBatch,
  slowDown,
  ownSlowDown,
  tokenExpiry,
  sessionExpiry,
  stale,
  closedPeriod,
  unknownField,
  unknownValue,
  deadline,
  pagination,
  echo,
]
