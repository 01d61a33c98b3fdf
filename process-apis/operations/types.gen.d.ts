// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, newest first.
         * @description Asks for the scope `process.operations.listRuns`. It changes nothing.
         */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run with its journal, its waits and its place in its order.
         * @description Asks for the scope `process.operations.getRun`. It changes nothing.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a run and undo what it did; a second call changes nothing.
         * @description Asks for the scope `process.operations.cancelRun`.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a run that is held or has ended done again from a step on, under new request keys.
         * @description Asks for the scope `process.operations.restartRun`.
         */
        post: operations["restartRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell a run something that its flow declares; it is kept until the run takes it.
         * @description Asks for the scope `process.operations.signalRun`.
         */
        post: operations["signalRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List approvals, the latest asked first.
         * @description Asks for the scope `process.operations.listApprovals`. It changes nothing.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an approval.
         * @description Asks for the scope `process.operations.getApproval`. It changes nothing.
         */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject what a run asks; only who holds the scope of the team may.
         * @description Asks for the scope `process.operations.decideApproval`.
         */
        post: operations["decideApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exceptions, newest first.
         * @description Asks for the scope `process.operations.listExceptions`. It changes nothing.
         */
        get: operations["listExceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an exception.
         * @description Asks for the scope `process.operations.getException`. It changes nothing.
         */
        get: operations["getException"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what a resolution would do, or why it would be refused; nothing is done.
         * @description Asks for the scope `process.operations.previewException`.
         */
        post: operations["previewException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve an exception and resume its run; who did it and why is kept.
         * @description Asks for the scope `process.operations.resolveException`.
         */
        post: operations["resolveException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dead letters, newest first.
         * @description Asks for the scope `process.operations.listDeadLetters`. It changes nothing.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a dead letter.
         * @description Asks for the scope `process.operations.getDeadLetter`. It changes nothing.
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-letters/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay a dead letter, as it is or put right, or give it up; who did it and why is kept.
         * @description Asks for the scope `process.operations.resolveDeadLetter`.
         */
        post: operations["resolveDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve every open exception, or dead letter, that a filter chooses; each once.
         * @description Asks for the scope `process.operations.startBulk`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["startBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how far a bulk has come.
         * @description Asks for the scope `process.operations.getBulk`. It changes nothing.
         */
        get: operations["getBulk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulks/{id}/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry a bulk one batch further: what the bulk's own flow calls. A repeat changes nothing.
         * @description Asks for the scope `process.operations.continueBulk`.
         */
        post: operations["continueBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what people and machines did, as the audit log has it, the latest first.
         * @description Asks for the scope `process.operations.listActs`. It changes nothing.
         */
        get: operations["listActs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{subject}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mask what is kept of people about a subject whose runs have ended; a second call finds nothing left.
         * @description Asks for the scope `process.operations.eraseSubject`.
         */
        post: operations["eraseSubject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the legal holds that stand.
         * @description Asks for the scope `process.operations.listHolds`. It changes nothing.
         */
        get: operations["listHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{subject}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep all there is about a subject, from the archive and from erasure.
         * @description Asks for the scope `process.operations.placeHold`. A repeat changes nothing.
         */
        put: operations["placeHold"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{subject}/hold/lifting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift a legal hold; a second call changes nothing.
         * @description Asks for the scope `process.operations.liftHold`.
         */
        post: operations["liftHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count runs by flow and state, and open exceptions and dead letters by team.
         * @description Asks for the scope `process.operations.countRuns`. It changes nothing.
         */
        get: operations["countRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why a call failed (RFC 9457). */
        Problem: {
            /** @description A URI that names the kind of problem; it follows from the code. */
            type: string;
            /**
             * @description One business sentence.
             * @example Somebody else is changing the record.
             */
            title: string;
            /**
             * Format: int64
             * @description The HTTP status.
             * @example 409
             */
            status: number;
            /** @description Technical detail for an engineer. */
            detail?: string;
            /**
             * @description Stable, kebab-case: runbooks are keyed by it.
             * @example record-busy
             */
            code: string;
            /**
             * @description `transient`: a repeat may succeed. `data`: the request or the master data is wrong. `policy`: a rule forbids it. `bug`: Gantry is at fault.
             * @enum {string}
             */
            kind: "transient" | "data" | "policy" | "bug";
            /** @description Earliest useful repeat, in ms from now. */
            retryAfterMs?: number;
            /** @description The call may have taken effect: repeat it with the same `Idempotency-Key`. */
            outcomeUnknown?: boolean;
            /** @description No request left for the system behind: nothing was tried. */
            unsent?: boolean;
            /** @description The team that can mend it. */
            team?: string;
            /** @description Name it when you ask for help. */
            correlation?: string;
            /** @description Each field at fault. */
            errors?: {
                /** @example body.lines.0.quantity */
                path: string;
                message: string;
            }[];
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            next?: string;
        };
        Run: {
            /** Format: uuid */
            id: string;
            flow: string;
            /** Format: int64 */
            version: number;
            key: string;
            /** @description What people call the thing it is about: the order. */
            subject?: string;
            state: components["schemas"]["RunState"];
            correlation: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            updatedAt: string;
            error?: {
                code: string;
                message: string;
            };
            /** @description Runs that share it go one after another. */
            orderedBy?: string;
            blockedBy?: components["schemas"]["Neighbour"];
        };
        /** @enum {string} */
        RunState: "queued" | "running" | "waiting" | "blocked" | "held" | "completed" | "failed" | "compensated" | "cancelled" | "discarded";
        /** @description The run it waits for, where it is blocked. */
        Neighbour: {
            /** Format: uuid */
            id: string;
            key: string;
            state: components["schemas"]["RunState"];
        };
        /** @description A run with its input, its journal, its waits, its exceptions and what people did. */
        RunWithJournal: components["schemas"]["Run"] & {
            input?: unknown;
            output?: unknown;
            /** @description Who started it. */
            principal: string;
            /**
             * Format: int64
             * @description Counts edits and restarts: request keys change with it.
             */
            revision: number;
            /**
             * Format: date-time
             * @description When it is looked at next.
             * @example 2026-03-31T09:30:00Z
             */
            dueAt?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            finishedAt?: string;
            /**
             * Format: int64
             * @description How many runs of its order go before it.
             */
            ahead: number;
            /** @description Runs of its order that wait for it, the next one first. */
            behind: (components["schemas"]["Neighbour"] & unknown)[];
            waits: components["schemas"]["Waiting"][];
            steps: components["schemas"]["Step"][];
            exceptions: components["schemas"]["Exception"][];
            approvals: components["schemas"]["Approval"][];
            /** @description What people did to it, the first one first. */
            interventions: components["schemas"]["Intervention"][];
            /** @description What it asked of vendors, in the order of the answers. */
            exchanges: components["schemas"]["Exchange"][];
        };
        /** @description An event with a key that is waited for, or the passing of time. */
        Waiting: {
            step: string;
            item: string;
            event?: string;
            key?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            deadline?: string;
        };
        Step: {
            step: string;
            item: string;
            kind: string;
            state: string;
            /** Format: int64 */
            attempts: number;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            finishedAt: string;
            result?: unknown;
            error?: unknown;
            approval?: unknown;
        };
        Exception: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run: string;
            flow: string;
            runKey: string;
            subject?: string;
            step: string;
            item: string;
            /**
             * @description What failed: the step, or the undo of it.
             * @enum {string}
             */
            phase: "do" | "undo";
            /** @description The runbook is named by it: docs/runbooks. */
            code: string;
            kind: string;
            /** @description One business sentence. */
            sentence: string;
            detail?: string;
            /** @description Who can mend it. */
            team: string;
            correlation: string;
            /** @enum {string} */
            state: "open" | "resolved";
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            dueAt: string;
            /** @description What the step was asking of an API when it failed. */
            call?: {
                operation: string;
                input?: unknown;
            };
            resolution?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            resolvedAt?: string;
            resolvedBy?: string;
            reason?: string;
            /** @description What the resolution replaced. */
            before?: unknown;
            /** @description What it put in its place. */
            after?: unknown;
            /**
             * Format: uuid
             * @description The bulk it was resolved by.
             */
            bulk?: string;
        };
        /** @description A decision that a run waits for, and what came of it. */
        Approval: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run: string;
            flow: string;
            runKey: string;
            subject?: string;
            step: string;
            item: string;
            /** @description Who may decide: the scope is `approve.<team>`. */
            team: string;
            /** @description What is asked, in one business sentence. */
            ask: string;
            detail?: unknown;
            /** @description Whether whoever started the run may not decide it. */
            fourEyes: boolean;
            starter: string;
            correlation: string;
            state: components["schemas"]["ApprovalState"];
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            askedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            dueAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            decidedAt?: string;
            decidedBy?: string;
            reason?: string;
        };
        /** @enum {string} */
        ApprovalState: "pending" | "approved" | "rejected" | "timed-out" | "withdrawn";
        /** @description What a person did to a run. */
        Intervention: {
            id: string;
            /** @enum {string} */
            action: "cancel" | "restart";
            /** @description Where it was restarted from. */
            step?: string;
            item?: string;
            by: string;
            reason: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
        };
        /** @description What a step asked of a connection and was answered, as digests. */
        Exchange: {
            step: string;
            item: string;
            undo: boolean;
            connection: string;
            /** @description Of the capability, such as `erp.createReceivable`. */
            operation: string;
            /** @description SHA-256 over JSON with sorted keys, base64url. */
            request: string;
            /** @description SHA-256 over JSON with sorted keys, base64url. */
            answer: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            answeredAt: string;
        };
        Cancellation: {
            reason: string;
        };
        /** @description That step and those recorded after it are done again. */
        Restart: {
            /** @description The step to begin with, as it stands in the journal. */
            from: string;
            /** @description Its item, in a loop. */
            item?: string;
            reason: string;
        };
        /** @description Something a flow has declared that it can be told. */
        Signal: {
            name: string;
            /** @description As the flow declares it. */
            payload?: unknown;
            /** @description The sender's own: a second one with it is dropped. */
            id: string;
        };
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            next?: string;
        };
        /** @description What an approver decides, and why. */
        Decision: {
            /** @enum {string} */
            decision: "approved" | "rejected";
            reason: string;
        };
        ExceptionPage: {
            items: components["schemas"]["Exception"][];
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description What a resolution would do; nothing is done. */
        ExceptionPreview: {
            exception: components["schemas"]["Exception"];
            /** @description The run's input as it stands. */
            input?: unknown;
            /** @description What would be replaced, and by what. */
            change: {
                before?: unknown;
                after?: unknown;
            };
            /** @description The state the run would have at once. */
            state: string;
            /** @description A result that this step of another run had. */
            example?: unknown;
            /** @description Steps done so far, the latest first: a compensation undoes those that have an undo. */
            done: {
                step: string;
                item: string;
            }[];
        };
        PreviewRequest: {
            resolution: components["schemas"]["Resolution"];
        };
        Resolution: components["schemas"]["Retry"] | components["schemas"]["Approve"] | {
            /** @enum {string} */
            action: "edit";
            input?: unknown;
        } | {
            /** @enum {string} */
            action: "edit-result";
            step: string;
            item?: string;
            result?: unknown;
        } | components["schemas"]["Patch"] | components["schemas"]["ValueMap"] | components["schemas"]["Skip"] | components["schemas"]["Compensate"] | components["schemas"]["Discard"];
        Retry: {
            /** @enum {string} */
            action: "retry";
        };
        Approve: {
            /** @enum {string} */
            action: "approve";
        };
        /** @description JSON Merge Patch (RFC 7396) of the payload, which is tried again then. */
        Patch: {
            /** @enum {string} */
            action: "patch";
            patch: {
                [key: string]: unknown;
            };
        };
        /** @description Replaces values of one field by a table; the payload is tried again then. */
        ValueMap: {
            /** @enum {string} */
            action: "map";
            /** @description A path such as `lines.*.taxCode`. */
            field: string;
            /** @description What stands there, and what shall. */
            values: {
                [key: string]: unknown;
            };
        };
        Skip: {
            /** @enum {string} */
            action: "skip";
            result?: unknown;
        };
        Compensate: {
            /** @enum {string} */
            action: "compensate";
        };
        Discard: {
            /** @enum {string} */
            action: "discard";
        };
        /** @description How a person resolves an exception, and why. */
        ExceptionResolution: {
            resolution: components["schemas"]["Resolution"];
            reason: string;
        };
        DeadLetterPage: {
            items: components["schemas"]["DeadLetter"][];
            next?: string;
            /** Format: int64 */
            total: number;
        };
        /** @description What a subscription or a webhook brought and nobody could handle. */
        DeadLetter: {
            id: string;
            /** @description Who could not handle it: `trigger:<flow>`, `projection:<name>`, `webhook:<connection>` or `changes:<connection>`. */
            reader: string;
            event: string;
            /** @description The payload as it would be handed over now. */
            data?: unknown;
            /** @description The payload as it came, where it was changed since. */
            before?: unknown;
            /** @description The id its source gave it. */
            source: string;
            correlation: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            occurredAt: string;
            /** @description The runbook is named by it: docs/runbooks. */
            code: string;
            sentence: string;
            detail?: string;
            /** @description Who can mend it. */
            team: string;
            /** Format: int64 */
            attempts: number;
            /**
             * @description `due` until its reader has taken it.
             * @enum {string}
             */
            state: "open" | "due" | "replayed" | "discarded";
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            failedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            dueAt: string;
            resolution?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            resolvedAt?: string;
            resolvedBy?: string;
            reason?: string;
            /** Format: uuid */
            bulk?: string;
        };
        /** @description What becomes of a dead letter, and why. */
        DeadLetterResolution: {
            resolution: components["schemas"]["DeadLetterRemedy"];
            reason: string;
        };
        DeadLetterRemedy: components["schemas"]["Replay"] | {
            /** @enum {string} */
            action: "edit";
            data?: unknown;
        } | components["schemas"]["Patch"] | components["schemas"]["ValueMap"] | components["schemas"]["Discard"];
        Replay: {
            /** @enum {string} */
            action: "replay";
        };
        /** @description How far a bulk has come. */
        Bulk: {
            /**
             * Format: uuid
             * @description Of the run that carries it out.
             */
            id: string;
            /** @enum {string} */
            of: "exceptions" | "dead-letters";
            action: string;
            reason: string;
            by: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
            state: components["schemas"]["RunState"];
            /**
             * Format: int64
             * @description How many were open when it was asked for.
             */
            total: number;
            /** Format: int64 */
            resolved: number;
            /** Format: int64 */
            refused: number;
            /**
             * Format: int64
             * @description Dead letters that their readers have yet to take.
             */
            replaying: number;
            /** @description The first hundred. */
            refusals: components["schemas"]["Refusal"][];
        };
        /** @description One that stayed as it was, and why. */
        Refusal: {
            id: string;
            about: string;
            code: string;
            message: string;
        };
        BulkRequest: {
            /** @enum {string} */
            of: "exceptions" | "dead-letters";
            filter: components["schemas"]["ExceptionFilter"] | components["schemas"]["DeadLetterFilter"];
            resolution: components["schemas"]["Retry"] | components["schemas"]["Approve"] | components["schemas"]["Patch"] | components["schemas"]["ValueMap"] | components["schemas"]["Skip"] | components["schemas"]["Compensate"] | components["schemas"]["Discard"] | components["schemas"]["Replay"] | components["schemas"]["Patch"] | components["schemas"]["ValueMap"] | components["schemas"]["Discard"];
            reason: string;
        };
        ExceptionFilter: {
            /** @description Only these. */
            ids?: string[];
            code?: string;
            kind?: string;
            team?: string;
            flow?: string;
            step?: string;
            run?: string;
            subject?: string;
            /** @description Of the input of the run. */
            legalEntity?: string;
            correlation?: string;
            /** @description In the sentence, the detail, the key or the subject. */
            text?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedAfter?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedBefore?: string;
            /**
             * Format: date-time
             * @description Now, for what is overdue.
             * @example 2026-03-31T09:30:00Z
             */
            dueBefore?: string;
        };
        DeadLetterFilter: {
            /** @description Only these. */
            ids?: string[];
            reader?: string;
            event?: string;
            code?: string;
            team?: string;
            correlation?: string;
            /** @description In the sentence, the detail, the source or the payload. */
            text?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedAfter?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedBefore?: string;
        };
        Batch: {
            /** Format: int64 */
            resolved: number;
            refusals: components["schemas"]["Refusal"][];
            next?: string;
        };
        BatchRequest: {
            after?: string;
        };
        ActPage: {
            items: components["schemas"]["Act"][];
            next?: string;
        };
        /** @description What somebody did. The audit log is append-only. */
        Act: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
            /** @description What was done, e.g. `exception.resolved` or `vendor.written`. */
            action: string;
            /** @description To what, e.g. `run:<id>`. */
            object?: string;
            by?: string;
            onBehalfOf?: string;
            reason?: string;
            correlation?: string;
            /** @description Payloads stand here as SHA-256 digests. */
            detail?: unknown;
            /**
             * Format: int64
             * @description Its place in the chain; absent within its first second.
             */
            seq?: number;
            /**
             * Format: date-time
             * @description Since when its content is erased; the chain keeps its digest.
             * @example 2026-03-31T09:30:00Z
             */
            erasedAt?: string;
        };
        /** @description What was erased. It is in the audit log, with who and why. */
        Erasure: {
            /** @example Q-00042 */
            subject: string;
            /**
             * Format: int64
             * @description Runs about it.
             */
            runs: number;
            /**
             * Format: int64
             * @description Inputs, results, events, dead letters and answers that were masked.
             */
            values: number;
            /**
             * Format: int64
             * @description Bodies of webhooks that named it, and were emptied.
             */
            webhooks?: number;
            /**
             * Format: int64
             * @description Those that stay: they name somebody under a legal hold too.
             */
            webhooksHeld?: number;
            systems?: components["schemas"]["ErasureAtSystem"][];
        };
        /** @description A system that was asked about the subject, and is not reached: somebody has to ask it. */
        ErasureAtSystem: {
            /** @example stripe */
            connection: string;
            /** @example Stripe */
            title: string;
            /** @description Records of its own that runs were answered with. */
            records: {
                /** @example billing.upsertCustomer */
                operation: string;
                /**
                 * @description The vendor’s id.
                 * @example cus_QdV8l2h1
                 */
                id: string;
            }[];
            /** @description What a person does there; absent where nobody has found out. */
            how?: string;
            /** @description What the vendor keeps all the same. */
            stays?: string;
            /**
             * Format: uri
             * @description The vendor’s page on it.
             */
            page?: string;
        };
        /** @description What is kept about a subject is masked; keys, digests and dates stay. */
        ErasureRequest: {
            reason: string;
            /**
             * @description Which classes of data go. With `financial`, amounts of the books that runs kept go too.
             * @default [
             *       "personal",
             *       "secret"
             *     ]
             */
            classes: ("confidential" | "personal" | "financial" | "secret")[];
        };
        HoldList: {
            items: components["schemas"]["Hold"][];
        };
        /** @description A legal hold: what is kept about the subject is neither archived nor erased. */
        Hold: {
            /** @example Q-00042 */
            subject: string;
            reason: string;
            placedBy: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            placedAt: string;
            liftedBy?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            liftedAt?: string;
        };
        /** @description Why a legal hold is placed or lifted. */
        HoldReason: {
            /** @description The matter and its file; whoever is refused an erasure reads it. */
            reason: string;
        };
        Counts: {
            runs: components["schemas"]["RunCount"][];
            exceptions: components["schemas"]["TeamCount"][];
            deadLetters: components["schemas"]["TeamCount"][];
        };
        RunCount: {
            flow: string;
            state: components["schemas"]["RunState"];
            /** Format: int64 */
            count: number;
        };
        TeamCount: {
            team: string;
            /** Format: int64 */
            count: number;
        };
    };
    responses: {
        /** @description The request does not fit the contract. */
        BadRequest: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid identity. */
        Unauthorized: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The identity lacks the scope. */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that you may know of. */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule forbids it in the present state, or the same key is still under way. */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request body is too large. */
        TooLarge: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A request body is sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The data cannot be processed, or the key was used with another body. */
        Unprocessable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A system behind this one is not available. */
        Unavailable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other failure. */
        Failed: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Makes a repeat safe: the same key with the same body takes effect once. */
        IdempotencyKey: string;
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
    };
    requestBodies: never;
    headers: {
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
        /** @description Seconds until a repeat is useful. */
        RetryAfter: number;
        /** @description What is left of the allowance of the caller, where there is one (draft-ietf-httpapi-ratelimit-headers). */
        RateLimit: string;
        /** @description Absent unless the host names other origins whose pages may read the answer: by default none may. */
        "Access-Control-Allow-Origin": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listRuns: {
        parameters: {
            query?: {
                state?: components["schemas"]["RunState"];
                flow?: string;
                /** @description The business key; with a flow it names one run. */
                key?: string;
                subject?: string;
                /** @description Every run of one request, whatever it is about. */
                correlation?: string;
                /** @description The run that those asked for wait for. */
                blockedBy?: string;
                /** @description In the key, the subject or the error. */
                text?: string;
                /** @description A moment, ISO 8601 in UTC. */
                createdAfter?: string;
                /** @description A moment, ISO 8601 in UTC. */
                createdBefore?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List runs, newest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "flow": "flow",
                     *           "version": 1,
                     *           "key": "key",
                     *           "subject": "subject",
                     *           "state": "queued",
                     *           "correlation": "correlation",
                     *           "createdAt": "2026-03-31T09:30:00Z",
                     *           "updatedAt": "2026-03-31T09:30:00Z",
                     *           "error": {
                     *             "code": "code",
                     *             "message": "message"
                     *           },
                     *           "orderedBy": "ordered by",
                     *           "blockedBy": {
                     *             "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *             "key": "key",
                     *             "state": "queued"
                     *           }
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a run with its journal, its waits and its place in its order. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "version": 1,
                     *       "key": "key",
                     *       "subject": "subject",
                     *       "state": "queued",
                     *       "correlation": "correlation",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "error": {
                     *         "code": "code",
                     *         "message": "message"
                     *       },
                     *       "orderedBy": "ordered by",
                     *       "blockedBy": {
                     *         "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "key": "key",
                     *         "state": "queued"
                     *       },
                     *       "principal": "principal",
                     *       "revision": 1,
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "finishedAt": "2026-03-31T09:30:00Z",
                     *       "ahead": 1,
                     *       "behind": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "key": "key",
                     *           "state": "queued"
                     *         }
                     *       ],
                     *       "waits": [
                     *         {
                     *           "step": "step",
                     *           "item": "item",
                     *           "event": "event",
                     *           "key": "key",
                     *           "deadline": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "steps": [
                     *         {
                     *           "step": "step",
                     *           "item": "item",
                     *           "kind": "kind",
                     *           "state": "state",
                     *           "attempts": 1,
                     *           "startedAt": "2026-03-31T09:30:00Z",
                     *           "finishedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "exceptions": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "flow": "flow",
                     *           "runKey": "run key",
                     *           "subject": "subject",
                     *           "step": "step",
                     *           "item": "item",
                     *           "phase": "do",
                     *           "code": "code",
                     *           "kind": "kind",
                     *           "sentence": "sentence",
                     *           "detail": "detail",
                     *           "team": "team",
                     *           "correlation": "correlation",
                     *           "state": "open",
                     *           "openedAt": "2026-03-31T09:30:00Z",
                     *           "dueAt": "2026-03-31T09:30:00Z",
                     *           "call": {
                     *             "operation": "operation"
                     *           },
                     *           "resolution": "resolution",
                     *           "resolvedAt": "2026-03-31T09:30:00Z",
                     *           "resolvedBy": "resolved by",
                     *           "reason": "reason",
                     *           "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *         }
                     *       ],
                     *       "approvals": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "flow": "flow",
                     *           "runKey": "run key",
                     *           "subject": "subject",
                     *           "step": "step",
                     *           "item": "item",
                     *           "team": "team",
                     *           "ask": "ask",
                     *           "fourEyes": true,
                     *           "starter": "starter",
                     *           "correlation": "correlation",
                     *           "state": "pending",
                     *           "askedAt": "2026-03-31T09:30:00Z",
                     *           "dueAt": "2026-03-31T09:30:00Z",
                     *           "decidedAt": "2026-03-31T09:30:00Z",
                     *           "decidedBy": "decided by",
                     *           "reason": "reason"
                     *         }
                     *       ],
                     *       "interventions": [
                     *         {
                     *           "id": "id",
                     *           "action": "cancel",
                     *           "step": "step",
                     *           "item": "item",
                     *           "by": "by",
                     *           "reason": "reason",
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "exchanges": [
                     *         {
                     *           "step": "step",
                     *           "item": "item",
                     *           "undo": true,
                     *           "connection": "connection",
                     *           "operation": "operation",
                     *           "request": "request",
                     *           "answer": "answer",
                     *           "answeredAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RunWithJournal"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["Cancellation"];
            };
        };
        responses: {
            /** @description Stop a run and undo what it did; a second call changes nothing. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "version": 1,
                     *       "key": "key",
                     *       "subject": "subject",
                     *       "state": "queued",
                     *       "correlation": "correlation",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "error": {
                     *         "code": "code",
                     *         "message": "message"
                     *       },
                     *       "orderedBy": "ordered by",
                     *       "blockedBy": {
                     *         "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "key": "key",
                     *         "state": "queued"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    restartRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "from",
                 *       "item": "item",
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["Restart"];
            };
        };
        responses: {
            /** @description Have a run that is held or has ended done again from a step on, under new request keys. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "version": 1,
                     *       "key": "key",
                     *       "subject": "subject",
                     *       "state": "queued",
                     *       "correlation": "correlation",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "error": {
                     *         "code": "code",
                     *         "message": "message"
                     *       },
                     *       "orderedBy": "ordered by",
                     *       "blockedBy": {
                     *         "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "key": "key",
                     *         "state": "queued"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    signalRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "name",
                 *       "id": "id"
                 *     }
                 */
                "application/json": components["schemas"]["Signal"];
            };
        };
        responses: {
            /** @description Tell a run something that its flow declares; it is kept until the run takes it. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "version": 1,
                     *       "key": "key",
                     *       "subject": "subject",
                     *       "state": "queued",
                     *       "correlation": "correlation",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "error": {
                     *         "code": "code",
                     *         "message": "message"
                     *       },
                     *       "orderedBy": "ordered by",
                     *       "blockedBy": {
                     *         "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "key": "key",
                     *         "state": "queued"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                state?: components["schemas"]["ApprovalState"];
                team?: string;
                subject?: string;
                run?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List approvals, the latest asked first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "flow": "flow",
                     *           "runKey": "run key",
                     *           "subject": "subject",
                     *           "step": "step",
                     *           "item": "item",
                     *           "team": "team",
                     *           "ask": "ask",
                     *           "fourEyes": true,
                     *           "starter": "starter",
                     *           "correlation": "correlation",
                     *           "state": "pending",
                     *           "askedAt": "2026-03-31T09:30:00Z",
                     *           "dueAt": "2026-03-31T09:30:00Z",
                     *           "decidedAt": "2026-03-31T09:30:00Z",
                     *           "decidedBy": "decided by",
                     *           "reason": "reason"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read an approval. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "runKey": "run key",
                     *       "subject": "subject",
                     *       "step": "step",
                     *       "item": "item",
                     *       "team": "team",
                     *       "ask": "ask",
                     *       "fourEyes": true,
                     *       "starter": "starter",
                     *       "correlation": "correlation",
                     *       "state": "pending",
                     *       "askedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "decidedAt": "2026-03-31T09:30:00Z",
                     *       "decidedBy": "decided by",
                     *       "reason": "reason"
                     *     }
                     */
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approved",
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Approve or reject what a run asks; only who holds the scope of the team may. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "runKey": "run key",
                     *       "subject": "subject",
                     *       "step": "step",
                     *       "item": "item",
                     *       "team": "team",
                     *       "ask": "ask",
                     *       "fourEyes": true,
                     *       "starter": "starter",
                     *       "correlation": "correlation",
                     *       "state": "pending",
                     *       "askedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "decidedAt": "2026-03-31T09:30:00Z",
                     *       "decidedBy": "decided by",
                     *       "reason": "reason"
                     *     }
                     */
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listExceptions: {
        parameters: {
            query?: {
                state?: "open" | "resolved";
                code?: string;
                kind?: string;
                team?: string;
                flow?: string;
                step?: string;
                run?: string;
                subject?: string;
                /** @description Of the input of the run. */
                legalEntity?: string;
                correlation?: string;
                /** @description In the sentence, the detail, the key or the subject. */
                text?: string;
                /** @description A moment, ISO 8601 in UTC. */
                openedAfter?: string;
                /** @description A moment, ISO 8601 in UTC. */
                openedBefore?: string;
                /** @description Now, for what is overdue. */
                dueBefore?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List exceptions, newest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "flow": "flow",
                     *           "runKey": "run key",
                     *           "subject": "subject",
                     *           "step": "step",
                     *           "item": "item",
                     *           "phase": "do",
                     *           "code": "code",
                     *           "kind": "kind",
                     *           "sentence": "sentence",
                     *           "detail": "detail",
                     *           "team": "team",
                     *           "correlation": "correlation",
                     *           "state": "open",
                     *           "openedAt": "2026-03-31T09:30:00Z",
                     *           "dueAt": "2026-03-31T09:30:00Z",
                     *           "call": {
                     *             "operation": "operation"
                     *           },
                     *           "resolution": "resolution",
                     *           "resolvedAt": "2026-03-31T09:30:00Z",
                     *           "resolvedBy": "resolved by",
                     *           "reason": "reason",
                     *           "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *         }
                     *       ],
                     *       "next": "next",
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ExceptionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getException: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read an exception. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "runKey": "run key",
                     *       "subject": "subject",
                     *       "step": "step",
                     *       "item": "item",
                     *       "phase": "do",
                     *       "code": "code",
                     *       "kind": "kind",
                     *       "sentence": "sentence",
                     *       "detail": "detail",
                     *       "team": "team",
                     *       "correlation": "correlation",
                     *       "state": "open",
                     *       "openedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "call": {
                     *         "operation": "operation"
                     *       },
                     *       "resolution": "resolution",
                     *       "resolvedAt": "2026-03-31T09:30:00Z",
                     *       "resolvedBy": "resolved by",
                     *       "reason": "reason",
                     *       "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *     }
                     */
                    "application/json": components["schemas"]["Exception"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    previewException: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resolution": {
                 *         "action": "retry"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description Tell what a resolution would do, or why it would be refused; nothing is done. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exception": {
                     *         "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *         "flow": "flow",
                     *         "runKey": "run key",
                     *         "subject": "subject",
                     *         "step": "step",
                     *         "item": "item",
                     *         "phase": "do",
                     *         "code": "code",
                     *         "kind": "kind",
                     *         "sentence": "sentence",
                     *         "detail": "detail",
                     *         "team": "team",
                     *         "correlation": "correlation",
                     *         "state": "open",
                     *         "openedAt": "2026-03-31T09:30:00Z",
                     *         "dueAt": "2026-03-31T09:30:00Z",
                     *         "call": {
                     *           "operation": "operation"
                     *         },
                     *         "resolution": "resolution",
                     *         "resolvedAt": "2026-03-31T09:30:00Z",
                     *         "resolvedBy": "resolved by",
                     *         "reason": "reason",
                     *         "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *       },
                     *       "change": {},
                     *       "state": "state",
                     *       "done": [
                     *         {
                     *           "step": "step",
                     *           "item": "item"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExceptionPreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    resolveException: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resolution": {
                 *         "action": "retry"
                 *       },
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["ExceptionResolution"];
            };
        };
        responses: {
            /** @description Resolve an exception and resume its run; who did it and why is kept. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "run": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "flow": "flow",
                     *       "runKey": "run key",
                     *       "subject": "subject",
                     *       "step": "step",
                     *       "item": "item",
                     *       "phase": "do",
                     *       "code": "code",
                     *       "kind": "kind",
                     *       "sentence": "sentence",
                     *       "detail": "detail",
                     *       "team": "team",
                     *       "correlation": "correlation",
                     *       "state": "open",
                     *       "openedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "call": {
                     *         "operation": "operation"
                     *       },
                     *       "resolution": "resolution",
                     *       "resolvedAt": "2026-03-31T09:30:00Z",
                     *       "resolvedBy": "resolved by",
                     *       "reason": "reason",
                     *       "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *     }
                     */
                    "application/json": components["schemas"]["Exception"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                state?: "open" | "due" | "replayed" | "discarded";
                reader?: string;
                event?: string;
                code?: string;
                team?: string;
                correlation?: string;
                /** @description In the sentence, the detail, the source or the payload. */
                text?: string;
                /** @description A moment, ISO 8601 in UTC. */
                openedAfter?: string;
                /** @description A moment, ISO 8601 in UTC. */
                openedBefore?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List dead letters, newest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "id",
                     *           "reader": "reader",
                     *           "event": "event",
                     *           "source": "source",
                     *           "correlation": "correlation",
                     *           "occurredAt": "2026-03-31T09:30:00Z",
                     *           "code": "code",
                     *           "sentence": "sentence",
                     *           "detail": "detail",
                     *           "team": "team",
                     *           "attempts": 1,
                     *           "state": "open",
                     *           "openedAt": "2026-03-31T09:30:00Z",
                     *           "failedAt": "2026-03-31T09:30:00Z",
                     *           "dueAt": "2026-03-31T09:30:00Z",
                     *           "resolution": "resolution",
                     *           "resolvedAt": "2026-03-31T09:30:00Z",
                     *           "resolvedBy": "resolved by",
                     *           "reason": "reason",
                     *           "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *         }
                     *       ],
                     *       "next": "next",
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a dead letter. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "id",
                     *       "reader": "reader",
                     *       "event": "event",
                     *       "source": "source",
                     *       "correlation": "correlation",
                     *       "occurredAt": "2026-03-31T09:30:00Z",
                     *       "code": "code",
                     *       "sentence": "sentence",
                     *       "detail": "detail",
                     *       "team": "team",
                     *       "attempts": 1,
                     *       "state": "open",
                     *       "openedAt": "2026-03-31T09:30:00Z",
                     *       "failedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "resolution": "resolution",
                     *       "resolvedAt": "2026-03-31T09:30:00Z",
                     *       "resolvedBy": "resolved by",
                     *       "reason": "reason",
                     *       "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    resolveDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resolution": {
                 *         "action": "replay"
                 *       },
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["DeadLetterResolution"];
            };
        };
        responses: {
            /** @description Replay a dead letter, as it is or put right, or give it up; who did it and why is kept. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "id",
                     *       "reader": "reader",
                     *       "event": "event",
                     *       "source": "source",
                     *       "correlation": "correlation",
                     *       "occurredAt": "2026-03-31T09:30:00Z",
                     *       "code": "code",
                     *       "sentence": "sentence",
                     *       "detail": "detail",
                     *       "team": "team",
                     *       "attempts": 1,
                     *       "state": "open",
                     *       "openedAt": "2026-03-31T09:30:00Z",
                     *       "failedAt": "2026-03-31T09:30:00Z",
                     *       "dueAt": "2026-03-31T09:30:00Z",
                     *       "resolution": "resolution",
                     *       "resolvedAt": "2026-03-31T09:30:00Z",
                     *       "resolvedBy": "resolved by",
                     *       "reason": "reason",
                     *       "bulk": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    startBulk: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "of": "exceptions",
                 *       "filter": {
                 *         "ids": [
                 *           "ids"
                 *         ],
                 *         "code": "code",
                 *         "kind": "kind",
                 *         "team": "team",
                 *         "flow": "flow",
                 *         "step": "step",
                 *         "run": "run",
                 *         "subject": "subject",
                 *         "legalEntity": "legal entity",
                 *         "correlation": "correlation",
                 *         "text": "text",
                 *         "openedAfter": "2026-03-31T09:30:00Z",
                 *         "openedBefore": "2026-03-31T09:30:00Z",
                 *         "dueBefore": "2026-03-31T09:30:00Z"
                 *       },
                 *       "resolution": {
                 *         "action": "retry"
                 *       },
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description Resolve every open exception, or dead letter, that a filter chooses; each once. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "of": "exceptions",
                     *       "action": "action",
                     *       "reason": "reason",
                     *       "by": "by",
                     *       "at": "2026-03-31T09:30:00Z",
                     *       "state": "queued",
                     *       "total": 1,
                     *       "resolved": 1,
                     *       "refused": 1,
                     *       "replaying": 1,
                     *       "refusals": [
                     *         {
                     *           "id": "id",
                     *           "about": "about",
                     *           "code": "code",
                     *           "message": "message"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Bulk"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getBulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tell how far a bulk has come. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "of": "exceptions",
                     *       "action": "action",
                     *       "reason": "reason",
                     *       "by": "by",
                     *       "at": "2026-03-31T09:30:00Z",
                     *       "state": "queued",
                     *       "total": 1,
                     *       "resolved": 1,
                     *       "refused": 1,
                     *       "replaying": 1,
                     *       "refusals": [
                     *         {
                     *           "id": "id",
                     *           "about": "about",
                     *           "code": "code",
                     *           "message": "message"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Bulk"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    continueBulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "after": "after"
                 *     }
                 */
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description Carry a bulk one batch further: what the bulk's own flow calls. A repeat changes nothing. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resolved": 1,
                     *       "refusals": [
                     *         {
                     *           "id": "id",
                     *           "about": "about",
                     *           "code": "code",
                     *           "message": "message"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listActs: {
        parameters: {
            query?: {
                /** @description Of this kind, e.g. `exception.resolved`. */
                action?: string;
                /** @description Done to this, e.g. `run:<id>`. */
                object?: string;
                by?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List what people and machines did, as the audit log has it, the latest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "at": "2026-03-31T09:30:00Z",
                     *           "action": "action",
                     *           "object": "object",
                     *           "by": "by",
                     *           "onBehalfOf": "on behalf of",
                     *           "reason": "reason",
                     *           "correlation": "correlation",
                     *           "seq": 1,
                     *           "erasedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["ActPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    eraseSubject: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "reason",
                 *       "classes": [
                 *         "confidential"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ErasureRequest"];
            };
        };
        responses: {
            /** @description Mask what is kept of people about a subject whose runs have ended; a second call finds nothing left. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "Q-00042",
                     *       "runs": 1,
                     *       "values": 1,
                     *       "webhooks": 1,
                     *       "webhooksHeld": 1,
                     *       "systems": [
                     *         {
                     *           "connection": "stripe",
                     *           "title": "Stripe",
                     *           "records": [
                     *             {
                     *               "operation": "billing.upsertCustomer",
                     *               "id": "cus_QdV8l2h1"
                     *             }
                     *           ],
                     *           "how": "how",
                     *           "stays": "stays",
                     *           "page": "https://example.com"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listHolds: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the legal holds that stand. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "subject": "Q-00042",
                     *           "reason": "reason",
                     *           "placedBy": "placed by",
                     *           "placedAt": "2026-03-31T09:30:00Z",
                     *           "liftedBy": "lifted by",
                     *           "liftedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HoldList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    placeHold: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["HoldReason"];
            };
        };
        responses: {
            /** @description Keep all there is about a subject, from the archive and from erasure. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "Q-00042",
                     *       "reason": "reason",
                     *       "placedBy": "placed by",
                     *       "placedAt": "2026-03-31T09:30:00Z",
                     *       "liftedBy": "lifted by",
                     *       "liftedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    liftHold: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["HoldReason"];
            };
        };
        responses: {
            /** @description Lift a legal hold; a second call changes nothing. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "Q-00042",
                     *       "reason": "reason",
                     *       "placedBy": "placed by",
                     *       "placedAt": "2026-03-31T09:30:00Z",
                     *       "liftedBy": "lifted by",
                     *       "liftedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    countRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Count runs by flow and state, and open exceptions and dead letters by team. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "runs": [
                     *         {
                     *           "flow": "flow",
                     *           "state": "queued",
                     *           "count": 1
                     *         }
                     *       ],
                     *       "exceptions": [
                     *         {
                     *           "team": "team",
                     *           "count": 1
                     *         }
                     *       ],
                     *       "deadLetters": [
                     *         {
                     *           "team": "team",
                     *           "count": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Counts"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
}
