import { form } from './form.ts';
import { html, type Html } from './html.ts';
import type { Cell, Table, Tone } from './panel.ts';

const face = (text: string, tone: Tone | undefined, code: boolean): Html => {
  if (tone) return html`<span class="badge ${tone}">${text}</span>`;
  return code ? html`<code>${text}</code>` : html`${text}`;
};

function cell(value: Cell): Html {
  const { text, tone, note, code = false } = typeof value === 'string' ? { text: value } : value;
  return html`<td>${face(text, tone, code)}${note && html`<small>${note}</small>`}</td>`;
}

const row = ({ cells, actions = [] }: Table['rows'][number]): Html =>
  html`<tr>
    ${cells.map(cell)}
    <td class="actions">${actions.map(form)}</td>
  </tr>`;

const rows = ({ columns, rows }: Table): Html =>
  html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th>${column}</th>`)}
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;

const count = ({ rows, total }: Table): string =>
  rows.length < total ? `newest ${rows.length} of ${total}` : String(total);

export const table = (data: Table): Html =>
  html`<section id="${data.id}" class="card" data-live>
    <h2>${data.title} <small>${count(data)}</small></h2>
    ${data.rows.length === 0 ? html`<p class="empty">${data.empty}</p>` : rows(data)}
  </section>`;
