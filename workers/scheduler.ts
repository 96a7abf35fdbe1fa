/** Runs calls on a worker one at a time, and brings the worker back when it breaks. */
import { cancelled, ExplainError, isLast, makeCall, type Body, type Call } from './call';
import { connect, type Connection, type WorkerPort } from './connection';
import type { ErrorCode, NoticeReply, Reply, Request } from './protocol';
import { CallQueue, SUPERSEDES } from './queue';
import { ImageShelf } from './shelf';

/** Milliseconds: of each kind of request, and of a load while the runtime's threads are being started. */
type Silence = Readonly<Record<Body['type'] | 'threads', number>>;

export interface SchedulerOptions {
  /** Milliseconds without any message about a request after which the worker counts as hung. */
  readonly silence?: Partial<Silence>;
  /** How many images are kept for a restarted worker. */
  readonly imagesKept?: number;
}

export interface Scheduler {
  submit(call: Call): void;
  /** Rejects a call with code `cancelled`, wherever it is. */
  cancel(call: Call): void;
  dispose(): void;
}

type LoadBody = Extract<Body, { type: 'load' }>;

interface Running {
  readonly call: Call;
  readonly id: number;
  /** The call that suffers when the worker breaks now: this one, or the one it makes ready for. */
  readonly victim: Call | undefined;
  timer: ReturnType<typeof setTimeout>;
}

const SILENCE: Silence = {
  load: 120_000,
  // They start within a second even on a busy machine, or never.
  threads: 10_000,
  image: 60_000,
  explain: 60_000,
  attention: 60_000,
  replay: 60_000,
  perturb: 60_000,
};

/** After these errors the worker cannot be trusted with another request. */
const FATAL: readonly ErrorCode[] = ['crashed', 'backend-lost'];

export function createScheduler(
  spawn: () => WorkerPort,
  notify: (notice: NoticeReply) => void,
  { silence, imagesKept = 4 }: SchedulerOptions,
): Scheduler {
  const limits = { ...SILENCE, ...silence };
  const queue = new CallQueue();
  const shelf = new ImageShelf(imagesKept);
  let link: Connection | undefined;
  /** The model to work with; a restarted worker gets it again. */
  let model: LoadBody | undefined;
  let modelInWorker = false;
  let noModel = new ExplainError('bad-input', 'No model is loaded yet: load one first.');
  let running: Running | undefined;
  /** Set when this browser's threads did not start: it is not tried again until the page is reloaded. */
  let isOneThread = false;
  let lastId = 0;
  let disposed = false;

  function submit(call: Call): void {
    if (disposed) return call.fail(cancelled());
    const { body } = call;
    if (body.type === 'image') shelf.put(body.key, body.image);
    if (body.type === 'load') {
      interrupt();
      model = undefined;
    } else if (running && running.victim === running.call && supersedes(body, running.call.body)) {
      cancel(running.call);
    }
    queue.add(call);
    pump();
  }

  function cancel(call: Call): void {
    const waited = queue.remove(call);
    call.fail(cancelled());
    if (waited || running?.call !== call) return;
    if (call.body.type === 'load') {
      // Nothing else stops a long download.
      endWorker();
      pump();
    } else {
      // The worker answers this with the request's last reply, which frees it for the next call.
      link?.send({ type: 'cancel', id: running.id });
    }
  }

  /** Starts the next call, or what it needs first, unless one is running. */
  function pump(): void {
    while (!running && !disposed) {
      const next = queue.first;
      if (!next) return;
      if (next.body.type !== 'load') {
        if (!model) {
          queue.shift();
          next.fail(noModel);
          continue;
        }
        const missing = missingFor(next.body, model);
        if (missing) {
          start(preparation(missing, next), next);
          continue;
        }
      }
      queue.shift();
      start(next, next);
    }
  }

  /** What the worker has to be given before it can do this. */
  function missingFor(body: Body, loaded: LoadBody): Body | undefined {
    if (!modelInWorker) return loaded;
    if (body.type !== 'explain') return undefined;
    const image = shelf.missing(body.imageKey);
    return image && { type: 'image', key: body.imageKey, image };
  }

  /** A call of our own, for the sake of another one, which fails if this one does. */
  function preparation(body: Body, beneficiary?: Call): Call {
    return makeCall(body, (reply) => (isLast(reply) ? { result: reply } : undefined), {
      onResult(reply) {
        if (reply.type !== 'ready') return;
        notify({ type: 'notice', message: 'The model is loaded again; go on.', info: reply.info });
      },
      onError(error) {
        if (!beneficiary) return;
        queue.remove(beneficiary);
        beneficiary.fail(error);
      },
    });
  }

  function start(call: Call, victim?: Call): void {
    try {
      link ??= connect(spawn, { onReply, onBreak });
      const id = ++lastId;
      running = { call, id, victim, timer: watch(call.body) };
      link.send(toSend(call.body, id));
    } catch (error) {
      endWorker();
      const reason = error instanceof Error ? error.message : String(error);
      call.fail(
        new ExplainError(
          'internal',
          'The browser could not start the worker that runs the model: reload the page.',
          reason,
        ),
      );
    }
  }

  function toSend(body: Body, id: number): Request {
    return body.type === 'load' && isOneThread ? { ...body, threads: 1, id } : { ...body, id };
  }

  function watch({ type }: Body, heard?: Reply): ReturnType<typeof setTimeout> {
    if (heard && isStartingThreads(heard)) return setTimeout(onThreadsStuck, limits.threads);
    return setTimeout(() => onBreak(`it gave no sign for ${limits[type] / 1000} seconds`), limits[type]);
  }

  function onReply(reply: Reply): void {
    if (reply.type === 'notice') return notify(reply);
    if (!running || reply.id !== running.id) return;
    if (reply.type === 'error' && FATAL.includes(reply.code)) return onBreak(reply.message);
    if (reply.type === 'error' && reply.code === 'out-of-memory' && mayRetry(running.call))
      return onBreak(reply.details ?? reply.message, 'ran out of memory');
    const { call } = running;
    clearTimeout(running.timer);
    remember(call.body, reply);
    try {
      call.receive(reply);
    } finally {
      // Also when a listener threw: one faulty listener must not stop the queue.
      if (running?.call === call) {
        if (isLast(reply)) running = undefined;
        else running.timer = watch(call.body, reply);
      }
      if (isLast(reply)) {
        call.fail(
          new ExplainError('internal', `A ${call.body.type} request was answered by '${reply.type}'.`),
        );
      }
      pump();
    }
  }

  /** Keeps account of what the worker holds. */
  function remember(body: Body, reply: Reply): void {
    if (body.type === 'image' && reply.type === 'image') shelf.markSent(body.key);
    if (body.type === 'load' && reply.type === 'ready') {
      model = body;
      modelInWorker = true;
    }
    if (reply.type !== 'error') return;
    const error = new ExplainError(reply.code, reply.message, reply.details);
    if (body.type === 'image' && error.code === 'bad-input') shelf.drop(body.key);
    if (body.type === 'load') {
      model = undefined;
      noModel = error;
    }
    // A worker's memory never shrinks: only its end gives it back. The model returns with the next call.
    if (body.type === 'load' || error.code === 'out-of-memory') closeLink();
  }

  /** `happened` ends the sentence "The model's worker …"; `reason` is what was said of it, for those who mend programs. */
  function onBreak(reason: string, happened = 'stopped'): void {
    const broken = running;
    endWorker();
    const victim = broken?.victim;
    if (victim && !victim.settled) {
      queue.remove(victim);
      victim.breakdowns++;
      if (victim.breakdowns < 2) {
        queue.putBack(victim);
      } else {
        const error = new ExplainError(
          'crashed',
          "The model's worker stopped twice at this: try something else, or reload the page.",
          reason,
        );
        if (victim.body.type === 'load') noModel = error;
        victim.fail(error);
      }
    }
    notify({
      type: 'notice',
      message: `The model's worker ${happened}. It is started again; image and question are kept.`,
      details: reason,
    });
    // Do not try this for ever.
    goOn(broken !== undefined && broken.victim === undefined);
  }

  /** Threads that did not start cannot be waited for, nor taken back; without them the model answers, more slowly. */
  function onThreadsStuck(): void {
    const victim = running?.victim;
    endWorker();
    isOneThread = true;
    if (victim && !victim.settled) {
      queue.remove(victim);
      queue.putBack(victim);
    }
    notify({
      type: 'notice',
      message:
        'This browser did not start the threads that the model was to run on, so it runs on one: reload the page to try again.',
      details: `they gave no sign for ${limits.threads / 1000} seconds`,
    });
    goOn(false);
  }

  /** Where nobody waits, the model is made ready for the next question all the same. */
  function goOn(isTried: boolean): void {
    if (!queue.first && model && !isTried) start(preparation(model));
    else pump();
  }

  /** Makes way for a new model: images wait for it, everything else is cancelled. */
  function interrupt(): void {
    const old = running;
    endWorker();
    if (!old || old.call !== old.victim || old.call.settled) return;
    if (old.call.body.type === 'image') queue.putBack(old.call);
    else old.call.fail(cancelled());
  }

  function endWorker(): void {
    if (running) clearTimeout(running.timer);
    running = undefined;
    closeLink();
  }

  function closeLink(): void {
    link?.close();
    link = undefined;
    modelInWorker = false;
    shelf.forgetWorker();
  }

  function dispose(): void {
    disposed = true;
    const old = running;
    endWorker();
    old?.call.fail(cancelled());
    for (const call of queue.drain()) call.fail(cancelled());
  }

  return { submit, cancel, dispose };
}

/** Memory that was full of what came before may do for the same call in a fresh worker; a model's size stays. */
const mayRetry = (call: Call): boolean => call.body.type !== 'load' && call.breakdowns === 0;

const isStartingThreads = (reply: Reply): boolean =>
  reply.type === 'progress' && reply.stage === 'threads' && reply.loaded < reply.total;

function supersedes(newer: Body, older: Body): boolean {
  return SUPERSEDES[newer.type].includes(older.type);
}
