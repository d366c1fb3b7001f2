import { describe, expect, it } from 'vitest';
import type { Job, JobQueue } from './port.js';

/** Makes an empty queue whose clock starts at 1000 and is one later each time it is read. */
export type MakeQueue = () => Promise<JobQueue>;

const FAULT = { tag: 'damaged', message: 'no pixels' } as const;

/** What every queue does, whatever it is made of. Call it in a test of the adapter. */
export function describeJobQueue(make: MakeQueue): void {
  const ingest = (queue: JobQueue, ...subjects: string[]): Promise<Job> =>
    queue.enqueue({ kind: 'ingest', params: { mpp: 0.5 }, actor: 'local', subjects });
  const claimed = async (queue: JobQueue, kinds = ['ingest']) => {
    const next = await queue.claim(kinds);
    return next === undefined ? undefined : `${next.job.id}/${next.step.subject}`;
  };

  describe('taking steps', () => {
    it('keeps what it is given', async () => {
      const queue = await make();
      const job = await ingest(queue, 'a.svs', 'b.svs');
      expect(job).toEqual({
        id: expect.any(String),
        kind: 'ingest',
        state: 'queued',
        params: { mpp: 0.5 },
        actor: 'local',
        createdAt: expect.any(Number),
        startedAt: undefined,
        finishedAt: undefined,
        error: undefined,
        steps: { total: 2, done: 0, failed: 0 },
        progress: {},
      });
      expect(await queue.get(job.id)).toEqual(job);
      expect(await queue.steps(job.id)).toMatchObject([
        { jobId: job.id, seq: 0, subject: 'a.svs', state: 'pending', attempts: 0 },
        { jobId: job.id, seq: 1, subject: 'b.svs', state: 'pending', attempts: 0 },
      ]);
      expect(await queue.get('j_nothing')).toBeUndefined();
      await expect(queue.steps('j_nothing')).rejects.toMatchObject({ tag: 'not-found' });
    });

    it('gives the oldest job first, in order, of the kinds asked, each step once', async () => {
      const queue = await make();
      const first = await ingest(queue, 'a', 'b');
      const other = await queue.enqueue({ kind: 'judge', params: null, actor: 'local', subjects: ['c'] });
      const second = await ingest(queue, 'd');
      const taken = await queue.claim(['ingest']);
      expect(taken?.job).toMatchObject({ id: first.id, state: 'running', startedAt: expect.any(Number) });
      expect(taken?.step).toMatchObject({ seq: 0, subject: 'a', state: 'running', attempts: 1 });
      const rest = await Promise.all(Array.from({ length: 4 }, () => claimed(queue)));
      expect(rest).toEqual([`${first.id}/b`, `${second.id}/d`, undefined, undefined]);
      expect(await claimed(queue, ['judge', 'ingest'])).toBe(`${other.id}/c`);
      expect(await claimed(queue, [])).toBeUndefined();
    });

    it('ends a job without steps at once', async () => {
      const queue = await make();
      expect(await ingest(queue)).toMatchObject({ state: 'done', steps: { total: 0 } });
    });
  });

  describe('ending steps', () => {
    it('is done when no step is left, also with failed ones', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a', 'b');
      await queue.claim(['ingest']);
      await queue.claim(['ingest']);
      expect(await queue.finishStep(id, 1, { error: FAULT })).toMatchObject({
        state: 'running',
        steps: { total: 2, done: 0, failed: 1 },
      });
      const ended = await queue.finishStep(id, 0, { result: { slideId: 's_1' } });
      expect(ended).toMatchObject({ state: 'done', steps: { done: 1, failed: 1 }, error: undefined });
      expect(ended.finishedAt).toBeGreaterThan(ended.startedAt!);
      expect(await queue.steps(id)).toMatchObject([
        { state: 'done', result: { slideId: 's_1' }, error: undefined },
        { state: 'failed', result: undefined, error: FAULT },
      ]);
    });

    it('fails when every step failed', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a');
      await queue.claim(['ingest']);
      expect(await queue.finishStep(id, 0, { error: FAULT })).toMatchObject({
        state: 'failed',
        error: FAULT,
      });
    });

    it('ends a step once', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a');
      await queue.claim(['ingest']);
      await queue.finishStep(id, 0, { result: 1 });
      expect(await queue.finishStep(id, 0, { error: FAULT })).toMatchObject({ state: 'done' });
      expect(await queue.steps(id)).toMatchObject([{ state: 'done', result: 1 }]);
      await expect(queue.finishStep(id, 7, {})).rejects.toMatchObject({ tag: 'not-found' });
      await expect(queue.finishStep('j_nothing', 0, {})).rejects.toMatchObject({ tag: 'not-found' });
    });

    it('adds to counters by name', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a');
      expect(await queue.progress(id, { tiles: 1, planned: 9 })).toEqual({ cancelled: false });
      await queue.progress(id, { tiles: 5 });
      expect((await queue.get(id))?.progress).toEqual({ tiles: 6, planned: 9 });
      await expect(queue.progress('j_nothing', {})).rejects.toMatchObject({ tag: 'not-found' });
    });
  });

  describe('cancel, retry, recover', () => {
    it('cancels: waiting steps go, the running one is told', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a', 'b', 'c');
      await queue.claim(['ingest']);
      await queue.claim(['ingest']);
      expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Number) });
      expect(await claimed(queue)).toBeUndefined();
      expect(await queue.progress(id, { tiles: 3 })).toEqual({ cancelled: true });
      await queue.finishStep(id, 0, { result: 'made it' });
      const after = await queue.finishStep(id, 1, { error: { tag: 'cancelled', message: 'stopped' } });
      expect(after).toMatchObject({ state: 'cancelled', steps: { total: 3, done: 1, failed: 0 } });
      expect((await queue.steps(id)).map((step) => step.state)).toEqual(['done', 'cancelled', 'cancelled']);
    });

    it('leaves a job that has ended as it is', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a');
      await queue.claim(['ingest']);
      await queue.finishStep(id, 0, {});
      expect(await queue.cancel(id)).toMatchObject({ state: 'done' });
      expect(await queue.retry(id)).toMatchObject({ state: 'done' });
    });

    it('does failed and cancelled steps again', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a', 'b', 'c');
      for (const seq of [0, 1]) {
        await queue.claim(['ingest']);
        await queue.finishStep(id, seq, seq === 0 ? {} : { error: FAULT });
      }
      await queue.cancel(id);
      expect(await queue.retry(id)).toMatchObject({
        state: 'queued',
        finishedAt: undefined,
        error: undefined,
        steps: { total: 3, done: 1, failed: 0 },
      });
      const again = await queue.claim(['ingest']);
      expect(again?.step).toMatchObject({ seq: 1, attempts: 2, error: undefined });
      expect(await claimed(queue)).toBe(`${id}/c`);
    });

    it('does steps again that look at what the others did, but only with others', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a', 'b', 'last');
      for (const seq of [0, 1, 2]) {
        await queue.claim(['ingest']);
        await queue.finishStep(id, seq, seq === 0 ? { error: FAULT } : { result: 'looked' });
      }
      expect(await queue.retry(id, [2])).toMatchObject({ state: 'queued', steps: { done: 1, failed: 0 } });
      expect(await queue.steps(id)).toMatchObject([
        { state: 'pending', error: undefined },
        { state: 'done', result: 'looked' },
        { state: 'pending', result: undefined },
      ]);
      for (const seq of [0, 2]) {
        expect((await queue.claim(['ingest']))?.step.seq).toBe(seq);
        await queue.finishStep(id, seq, {});
      }
      expect(await queue.retry(id, [2])).toMatchObject({ state: 'done', steps: { done: 3 } });
    });

    it('gives back what a process that is gone had taken', async () => {
      const queue = await make();
      const { id } = await ingest(queue, 'a', 'b', 'c');
      const cancelled = await ingest(queue, 'd');
      for (let taken = 0; taken < 3; taken++) await queue.claim(['ingest']);
      await queue.claim(['ingest']);
      await queue.finishStep(id, 0, {});
      await queue.cancel(cancelled.id);
      expect(await queue.recover()).toBe(2);
      expect((await queue.steps(id)).map((step) => step.state)).toEqual(['done', 'pending', 'pending']);
      expect(await queue.steps(cancelled.id)).toMatchObject([{ state: 'cancelled' }]);
      expect((await queue.claim(['ingest']))?.step).toMatchObject({ seq: 1, attempts: 2 });
      expect(await queue.recover()).toBe(1);
    });

    it('lists jobs from the newest', async () => {
      const queue = await make();
      const jobs = [await ingest(queue, 'a'), await ingest(queue, 'b'), await ingest(queue, 'c')];
      const first = await queue.list({ limit: 2 });
      expect(first.map((job) => job.id)).toEqual([jobs[2]!.id, jobs[1]!.id]);
      const next = await queue.list({ limit: 2, before: first[1]!.id });
      expect(next.map((job) => job.id)).toEqual([jobs[0]!.id]);
    });
  });
}
