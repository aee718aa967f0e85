import { html, type Html } from './html.ts';
import type { Action, Field } from './panel.ts';

const input = (field: Field): Html => {
  switch (field.type) {
    case 'checkbox':
      return html`<input type="checkbox" name="${field.name}" ${field.value === true && 'checked'} />`;
    case 'choice':
      return html`<select name="${field.name}">
        ${field.choices?.map((choice) => html`<option ${choice === field.value && 'selected'}>${choice}</option>`)}
      </select>`;
    case 'number':
      return html`<input
        type="number"
        name="${field.name}"
        value="${String(field.value)}"
        min="${field.min ?? 0}"
        max="${field.max ?? ''}"
        step="${field.step ?? 1}"
        required
      />`;
    default:
      return html`<input type="text" name="${field.name}" value="${String(field.value)}" data-as="${field.type}" />`;
  }
};

const labelled = (field: Field): Html =>
  html`<label class="${field.type}"><span>${field.label}</span>${input(field)}</label>`;

/** A form that sends JSON. Without fields it is a button. */
export const form = ({ label, method = 'POST', path, body = {}, fields = [], tone }: Action): Html =>
  html`<form data-path="${path}" data-method="${method}" data-body="${JSON.stringify(body)}">
    ${fields.length > 0 && html`<div class="fields">${fields.map(labelled)}</div>`}
    <button class="${tone ?? ''}">${label}</button>
  </form>`;
