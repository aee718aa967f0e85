import { backoffMs } from '@soko/retry';
import type { TaskKind } from '../domain/order.ts';
import { isUnderWay } from '../domain/order-status.ts';
import { retryPauses } from '../domain/saga-steps.ts';
import type { Done } from '../peers/payments.ts';
import { cancelUncharged } from './cancel-uncharged.ts';
import { acceptAtBank, sendEvidence } from './disputes/send-to-bank.ts';
import { refundCase } from './refund-case.ts';
import { refundUnminted } from './refunds/refund-unminted.ts';
import { restockReturned } from './returns/restock-returned.ts';
import type { OrdersServices } from '../services.ts';
import { claimTasks, saveTaskResults, type Task, type TaskResult } from '../store/order-tasks.ts';

export type TaskServices = Pick<
  OrdersServices,
  'pool' | 'payments' | 'fulfilment' | 'casePictures' | 'times' | 'now' | 'log'
>;

/** Tasks of one change that run at once. The sweeper runs the others. */
const maxTasksPerRun = 20;

async function releaseStock({ fulfilment }: TaskServices, { orderId, reason, correlationId }: Task): Promise<Done> {
  const { released } = await fulfilment.release(orderId, reason, correlationId);
  return released ? { done: true } : { done: false, why: 'The order is already being packed.' };
}

const amountOf = ({ orderId, amountMinor, currency }: Task) => ({ orderId, amountMinor: amountMinor ?? 0n, currency });

/** Captures the payment. If the authorisation has expired, the amount is authorised again first. */
async function tryCapture({ payments }: TaskServices, task: Task): Promise<Done> {
  const amount = amountOf(task);
  const captured = await payments.capture(amount, task.correlationId);
  if (captured.done || captured.status !== 'EXPIRED') return captured;
  const authorized = await payments.reauthorize(amount, task.correlationId);
  return authorized.done ? payments.capture(amount, task.correlationId) : authorized;
}

/** Cancels the order when it needs the money before anything is made, and the refusal is for good. */
async function orCancel(services: TaskServices, task: Task, result: Done): Promise<Done> {
  if (result.done) return result;
  return (await cancelUncharged(services, task, result)) ? { done: true } : result;
}

const capturePayment = async (services: TaskServices, task: Task): Promise<Done> =>
  orCancel(services, task, await tryCapture(services, task));

/** Authorises the amount again. An order that has ended meanwhile needs no payment. */
const reauthorizePayment = async (services: TaskServices, task: Task): Promise<Done> =>
  isUnderWay({ status: task.orderStatus })
    ? orCancel(services, task, await services.payments.reauthorize(amountOf(task), task.correlationId))
    : { done: true };

const taskWork: Readonly<Record<TaskKind, (services: TaskServices, task: Task) => Promise<Done>>> = {
  CAPTURE: capturePayment,
  REAUTHORIZE: reauthorizePayment,
  VOID: ({ payments }, { orderId, reason, correlationId }) => payments.void(orderId, reason, correlationId),
  RELEASE: releaseStock,
  REFUND: (services, task) => (task.cause === 'OTHER' ? refundUnminted : refundCase)(services, task),
  EVIDENCE: sendEvidence,
  ACCEPT: acceptAtBank,
  RESTOCK: restockReturned,
};

async function tryTask(services: TaskServices, task: Task): Promise<TaskResult> {
  const { now, log } = services;
  const { id, orderId, kind, attempts } = task;
  try {
    const result = await taskWork[kind](services, task);
    if (result.done) return { id, attempts, state: 'DONE' };
    log.error({ orderId, task: kind, why: result.why }, 'a task of an order was refused; support must look at it');
    return { id, attempts, state: 'FAILED', error: result.why };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, orderId, task: kind, attempts }, 'a task of an order failed; retrying');
    const at = new Date(now().getTime() + backoffMs(attempts, retryPauses));
    return { id, attempts, state: 'AGAIN', at, error: message.slice(0, 500) };
  }
}

/** Leases tasks that are due to this process, of the given orders or of all. */
export function claimDueTasks(
  { pool, times, now }: TaskServices,
  { orderIds, limit }: { orderIds?: readonly string[]; limit: number },
): Promise<Task[]> {
  const at = now();
  const until = new Date(at.getTime() + times.leaseMs);
  return claimTasks(pool, { now: at, until, limit, ...(orderIds ? { orderIds } : {}) });
}

/** Runs one task and saves its result. */
export async function runTask(services: TaskServices, task: Task): Promise<void> {
  await saveTaskResults(services.pool, [await tryTask(services, task)], services.now());
}

/** Runs the tasks of orders that were just changed, without waiting for the sweeper. */
export async function runTasks(services: TaskServices, orderIds: readonly string[]): Promise<void> {
  const tasks = await claimDueTasks(services, { orderIds, limit: maxTasksPerRun });
  const results = await Promise.all(tasks.map((task) => tryTask(services, task)));
  await saveTaskResults(services.pool, results, services.now());
}
