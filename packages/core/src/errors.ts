/**
 * What a person needs to know about a failure: five parts, always the same.
 * `where` is the file, window, field or record.
 */
export interface ErrorParts {
  readonly what: string;
  readonly where: string;
  readonly found: string;
  readonly allowed: string;
  readonly next: string;
}

/** The form in which an error crosses a thread, a queue or a disk: classes and codes do not survive there. */
export interface ErrorEnvelope {
  readonly code: string;
  readonly parts: ErrorParts;
  readonly retryable: boolean;
  readonly problems?: readonly ErrorEnvelope[];
  readonly stack?: string;
  readonly cause?: string;
}

export interface ErrorOptionsExtra {
  readonly cause?: unknown;
  readonly retryable?: boolean;
  /** Every problem found, where several were collected before failing. */
  readonly problems?: readonly LandscarError[];
}

/** An error that bad input or a bad surrounding can cause. A bug is an `InvariantError`. */
export class LandscarError extends Error {
  readonly retryable: boolean;
  readonly problems: readonly LandscarError[];

  constructor(
    /** Stable, PACKAGE_THING, listed in the package's `errors.ts` table. */
    readonly code: string,
    readonly parts: ErrorParts,
    options: ErrorOptionsExtra = {},
  ) {
    super(messageOf(code, parts), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LandscarError';
    this.retryable = options.retryable ?? false;
    this.problems = options.problems ?? [];
  }
}

/** A state that our own code should have made impossible. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(`${message} (this is a bug in landscar: please report it with run.json and the log)`);
    this.name = 'InvariantError';
  }
}

/** Narrows `value` or throws an `InvariantError`: never for user input. */
export function invariant(value: unknown, message: string): asserts value {
  if (value === undefined || value === null || value === false) throw new InvariantError(message);
}

/** `value`, which our own logic guarantees to be there. */
export function defined<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new InvariantError(message);
  return value;
}

function messageOf(code: string, p: ErrorParts): string {
  return `${p.what}: ${p.where}\n  found:   ${p.found}\n  allowed: ${p.allowed}\n  next:    ${p.next}\n  code:    ${code}`;
}

export function toEnvelope(error: unknown): ErrorEnvelope {
  if (error instanceof LandscarError) {
    return {
      code: error.code,
      parts: error.parts,
      retryable: error.retryable,
      ...(error.problems.length > 0 && { problems: error.problems.map(toEnvelope) }),
      ...(error.stack !== undefined && { stack: error.stack }),
      ...(error.cause !== undefined && { cause: causeText(error.cause) }),
    };
  }
  const inner = error instanceof Error ? error : new Error(String(error));
  return {
    code: 'BUG',
    parts: {
      what: 'Unexpected error',
      where: inner.name,
      found: inner.message,
      allowed: 'none: this is a bug in landscar',
      next: 'report it with run.json and the log',
    },
    retryable: false,
    ...(inner.stack !== undefined && { stack: inner.stack }),
  };
}

export function fromEnvelope(envelope: ErrorEnvelope): LandscarError {
  const error = new LandscarError(envelope.code, envelope.parts, {
    retryable: envelope.retryable,
    ...(envelope.cause !== undefined && { cause: envelope.cause }),
    problems: (envelope.problems ?? []).map(fromEnvelope),
  });
  if (envelope.stack !== undefined) error.stack = envelope.stack;
  return error;
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
