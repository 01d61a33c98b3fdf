import { Instant } from '@gantry/canonical/fields'
import { defineContract, get, post, put, z } from '@gantry/core/contract'
import { ActPage } from './act.ts'
import { Approval, ApprovalPage, ApprovalState, Decision } from './approval.ts'
import { Batch, Bulk, BulkRequest } from './bulk.ts'
import { DeadLetter, DeadLetterPage, DeadLetterResolution, DeadLetterState, deadLetterFilter } from './dead-letter.ts'
import {
  Exception,
  ExceptionPage,
  ExceptionPreview,
  ExceptionResolution,
  exceptionFilter,
  Resolution,
  TeamCount,
} from './exception.ts'
import { Cancellation, Restart, Signal } from './intervention.ts'
import { Run, RunCount, RunPage, RunState, RunWithJournal } from './run.ts'
import { Erasure, ErasureRequest, Hold, HoldReason } from './subject.ts'

export type OpenException = z.output<typeof Exception>

const cursor = z.string().max(120).optional().openapi({ description: '`next` of the page before.' })
const limit = z.coerce.number<number>().int().min(1).max(200).default(50)

/** Runs, approvals, exceptions and dead letters: what is stuck, why, and how it goes on. */
export const operations = defineContract({
  name: 'operations',
  version: '1.5.0',
  tier: 'process',
  title: 'Operations',
  description:
    'Runs, exceptions and dead letters of every flow: what is stuck, why, who owns it, and the ways to resume it.',
  owner: 'platform',
  contact: 'platform@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  approver: 'controllership',
  changelog: {
    '1.0.0': 'Runs and exceptions.',
    '1.1.0': 'Approvals, signals and restarts.',
    '1.2.0': 'Dead letters, and exceptions and dead letters in bulk.',
    '1.3.0': 'The audit log.',
    '1.4.0': 'Erasure of what is kept about a subject, and legal holds.',
    '1.4.1': 'One shape for the reason of a hold.',
    '1.5.0': 'An erasure tells of webhooks, and which systems have to be asked, for which records.',
  },
  operations: {
    listRuns: get('/runs', {
      summary: 'List runs, newest first.',
      query: z.object({
        state: RunState.optional(),
        flow: z.string().optional(),
        key: z.string().optional().openapi({ description: 'The business key; with a flow it names one run.' }),
        subject: z.string().optional(),
        correlation: z.string().optional().openapi({ description: 'Every run of one request, whatever it is about.' }),
        blockedBy: z.string().optional().openapi({ description: 'The run that those asked for wait for.' }),
        text: z.string().max(200).optional().openapi({ description: 'In the key, the subject or the error.' }),
        createdAfter: Instant.optional(),
        createdBefore: Instant.optional(),
        cursor,
        limit,
      }),
      returns: RunPage,
    }),
    getRun: get('/runs/{id}', {
      summary: 'Read a run with its journal, its waits and its place in its order.',
      returns: RunWithJournal,
    }),
    cancelRun: post('/runs/{id}/cancellation', {
      summary: 'Stop a run and undo what it did; a second call changes nothing.',
      body: Cancellation,
      returns: Run,
    }),
    restartRun: post('/runs/{id}/restart', {
      summary: 'Have a run that is held or has ended done again from a step on, under new request keys.',
      body: Restart,
      returns: Run,
    }),
    signalRun: post('/runs/{id}/signals', {
      summary: 'Tell a run something that its flow declares; it is kept until the run takes it.',
      body: Signal,
      returns: Run,
    }),
    listApprovals: get('/approvals', {
      summary: 'List approvals, the latest asked first.',
      query: z.object({
        state: ApprovalState.default('pending'),
        team: z.string().optional(),
        subject: z.string().optional(),
        run: z.string().optional(),
        cursor,
        limit,
      }),
      returns: ApprovalPage,
    }),
    getApproval: get('/approvals/{id}', { summary: 'Read an approval.', returns: Approval }),
    decideApproval: post('/approvals/{id}/decision', {
      summary: 'Approve or reject what a run asks; only who holds the scope of the team may.',
      body: Decision,
      returns: Approval,
    }),
    listExceptions: get('/exceptions', {
      summary: 'List exceptions, newest first.',
      query: z.object({ state: z.enum(['open', 'resolved']).default('open'), ...exceptionFilter, cursor, limit }),
      returns: ExceptionPage,
    }),
    getException: get('/exceptions/{id}', { summary: 'Read an exception.', returns: Exception }),
    previewException: post('/exceptions/{id}/preview', {
      summary: 'Tell what a resolution would do, or why it would be refused; nothing is done.',
      safe: true,
      body: z.strictObject({ resolution: Resolution }).openapi('PreviewRequest'),
      returns: ExceptionPreview,
    }),
    resolveException: post('/exceptions/{id}/resolution', {
      summary: 'Resolve an exception and resume its run; who did it and why is kept.',
      body: ExceptionResolution,
      returns: Exception,
    }),
    listDeadLetters: get('/dead-letters', {
      summary: 'List dead letters, newest first.',
      query: z.object({ state: DeadLetterState.default('open'), ...deadLetterFilter, cursor, limit }),
      returns: DeadLetterPage,
    }),
    getDeadLetter: get('/dead-letters/{id}', { summary: 'Read a dead letter.', returns: DeadLetter }),
    resolveDeadLetter: post('/dead-letters/{id}/resolution', {
      summary: 'Replay a dead letter, as it is or put right, or give it up; who did it and why is kept.',
      body: DeadLetterResolution,
      returns: DeadLetter,
    }),
    startBulk: post('/bulks', {
      summary: 'Resolve every open exception, or dead letter, that a filter chooses; each once.',
      body: BulkRequest,
      returns: Bulk,
      status: 202,
      idempotent: true,
    }),
    getBulk: get('/bulks/{id}', { summary: 'Tell how far a bulk has come.', returns: Bulk }),
    continueBulk: post('/bulks/{id}/batches', {
      summary: "Carry a bulk one batch further: what the bulk's own flow calls. A repeat changes nothing.",
      body: z.strictObject({ after: z.string().max(120).optional() }).openapi('BatchRequest'),
      returns: Batch,
    }),
    listActs: get('/acts', {
      summary: 'List what people and machines did, as the audit log has it, the latest first.',
      query: z.object({
        action: z.string().max(100).optional().openapi({ description: 'Of this kind, e.g. `exception.resolved`.' }),
        object: z.string().max(200).optional().openapi({ description: 'Done to this, e.g. `run:<id>`.' }),
        by: z.string().max(200).optional(),
        cursor,
        limit,
      }),
      returns: ActPage,
    }),
    eraseSubject: post('/subjects/{subject}/erasure', {
      summary: 'Mask what is kept of people about a subject whose runs have ended; a second call finds nothing left.',
      body: ErasureRequest,
      returns: Erasure,
    }),
    listHolds: get('/holds', {
      summary: 'List the legal holds that stand.',
      returns: z.object({ items: z.array(Hold).max(10_000) }).openapi('HoldList'),
    }),
    placeHold: put('/subjects/{subject}/hold', {
      summary: 'Keep all there is about a subject, from the archive and from erasure.',
      body: HoldReason,
      returns: Hold,
    }),
    liftHold: post('/subjects/{subject}/hold/lifting', {
      summary: 'Lift a legal hold; a second call changes nothing.',
      body: HoldReason,
      returns: Hold,
    }),
    countRuns: get('/counts', {
      summary: 'Count runs by flow and state, and open exceptions and dead letters by team.',
      returns: z
        .object({ runs: z.array(RunCount), exceptions: z.array(TeamCount), deadLetters: z.array(TeamCount) })
        .openapi('Counts'),
    }),
  },
})
