import type { Controls } from '../controls.ts';
import type { FaultRule } from '../faults.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';
import { form } from './form.ts';
import { html, type Html } from './html.ts';
import type { Field } from './panel.ts';

const hourMs = 3_600_000;

const forward = (label: string, advanceMs: number): Html => form({ label, path: 'clock', body: { advanceMs } });

function ahead(ms: number): string {
  if (ms < 1_000) return 'as the real clock';
  const days = Math.floor(ms / (24 * hourMs));
  const hours = Math.round((ms % (24 * hourMs)) / hourMs);
  return days > 0 ? `${days} d ${hours} h ahead` : `${hours} h ahead`;
}

const clockCard = ({ clock }: Controls): Html =>
  html`<section id="clock" class="card" data-live>
    <h2>Clock <small>${ahead(clock.aheadMs())}</small></h2>
    <p class="time">${clock.now().toISOString().slice(0, 19).replace('T', ' ')} UTC</p>
    <div class="row">
      ${forward('+1 hour', hourMs)} ${forward('+1 day', 24 * hourMs)} ${forward('+7 days', 7 * 24 * hourMs)}
    </div>
  </section>`;

const milliseconds = (name: string, label: string, value: number): Field => ({
  name,
  label,
  type: 'number',
  value,
  max: 120_000,
});

const latencyCard = ({ latency: { beforeMs, afterMs } }: Controls): Html =>
  html`<section id="latency" class="card" data-live>
    <h2>Latency <small>ms</small></h2>
    ${form({
      label: 'Set',
      method: 'PUT',
      path: 'latency',
      fields: [
        milliseconds('beforeMs.min', 'before, from', beforeMs.min),
        milliseconds('beforeMs.max', 'to', beforeMs.max),
        milliseconds('afterMs.min', 'after, from', afterMs.min),
        milliseconds('afterMs.max', 'to', afterMs.max),
      ],
    })}
  </section>`;

const faultLine = ({ id, match, effect, status, when, times, rate }: FaultRule): Html =>
  html`<li>
    <span
      ><code>${match}</code> ${effect === 'status' ? status : 'disconnect'} ${when},
      ${times === null ? 'always' : `${times} more`}${rate < 1 && `, ${Math.round(rate * 100)} %`}</span
    >
    ${form({ label: 'Remove', method: 'DELETE', path: `faults/${id}`, tone: 'quiet' })}
  </li>`;

const faultFields: readonly Field[] = [
  { name: 'match', label: 'calls', type: 'text', value: 'POST *' },
  { name: 'effect', label: 'effect', type: 'choice', value: 'status', choices: ['status', 'disconnect'] },
  { name: 'status', label: 'status', type: 'number', value: 500, min: 400, max: 599 },
  { name: 'when', label: 'when', type: 'choice', value: 'before', choices: ['before', 'during', 'after'] },
  { name: 'times', label: 'times', type: 'number', value: 1, min: 1 },
];

const faultCard = ({ faults }: Controls): Html =>
  html`<section id="faults" class="card" data-live>
    <h2>Faults <small>${faults.list().length}</small></h2>
    <ul>
      ${faults.list().map(faultLine)}
    </ul>
    ${form({ label: 'Inject', path: 'faults', fields: faultFields, tone: 'bad' })}
  </section>`;

const webhookFields = ({ controls }: WebhookSender): readonly Field[] => [
  milliseconds('delayMs.min', 'delay ms, from', controls.delayMs.min),
  milliseconds('delayMs.max', 'to', controls.delayMs.max),
  { name: 'duplicates', label: 'repeats', type: 'number', value: controls.duplicates, max: 1000 },
  { name: 'reorder', label: 'turn round', type: 'number', value: controls.reorder, max: 1000 },
  { name: 'dropRate', label: 'lose, share', type: 'number', value: controls.dropRate, max: 1, step: 0.05 },
  { name: 'dropTypes', label: 'lose, types', type: 'list', value: controls.dropTypes.join(', ') },
  { name: 'retryDelaysMs', label: 'retries after, ms', type: 'numbers', value: controls.retryDelaysMs.join(', ') },
  { name: 'paused', label: 'hold all', type: 'checkbox', value: controls.paused },
];

const webhookCard = (sender: WebhookSender): Html =>
  html`<section id="webhook-controls" class="card" data-live>
    <h2>Webhooks <small>${sender.waiting()} waiting</small></h2>
    ${form({ label: 'Set', method: 'PATCH', path: 'webhooks', fields: webhookFields(sender) })}
  </section>`;

/** The controls that every simulator has, beside its tables. */
export const controlCards = (controls: Controls, sender: WebhookSender | null): Html =>
  html`${clockCard(controls)} ${sender && webhookCard(sender)} ${faultCard(controls)} ${latencyCard(controls)}`;
