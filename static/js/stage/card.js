// The small card beside what is hovered or focused: a neuron or a connection, in numbers.

import { html, nothing } from "lit-html";
import { direction, fixed, signedSignificant, significant, whole } from "../format.js";
import { neuronName } from "../why/names.js";
import { vars } from "../why/vars.js";
import { kindOf } from "./geometry.js";

/** @import { Hovered, Parameter, State, Wire } from "../state.js" */
/** @import { Layout } from "../draw/layout.js" */
/** @import { Translate } from "../i18n.js" */

/**
 * @typedef {{
 *   name: string, of: "neuron" | "edge", facts: [key: string, text: string, value: number | null][],
 * }} Facts
 */

/**
 * The parameter that a hovered thing is about, for the server to look up.
 *
 * @param {Hovered | null} hovered
 * @returns {Parameter | null}
 */
export function parameterOf(hovered) {
  if (hovered?.kind === "edge") return { layer: hovered.layer, j: hovered.j, k: hovered.k };
  if (hovered?.kind === "neuron" && hovered.layer > 0) return { layer: hovered.layer - 1, j: hovered.neuron, k: null };
  return null;
}

/**
 * Everything the page has been told about a hovered thing.
 *
 * @param {State} state
 * @param {Hovered} hovered
 * @param {Wire["Inspected"] | null} inspected about the very same thing, or null
 * @param {Translate} t
 * @returns {Facts | null}
 */
export function factsOf(state, hovered, inspected, t) {
  const sizes = state.run?.plan.sizes ?? [];
  if (hovered.kind === "neuron") return neuronFacts(state, hovered, inspected, t, sizes);
  if (hovered.kind === "edge") return edgeFacts(state, hovered, inspected, t, sizes);
  return null;
}

/**
 * @param {State} state
 * @param {{layer: number, neuron: number}} hovered
 * @param {Wire["Inspected"] | null} inspected
 * @param {Translate} t
 * @param {number[]} sizes
 * @returns {Facts}
 */
function neuronFacts(state, { layer, neuron }, inspected, t, sizes) {
  const depth = sizes.length - 1;
  const { activity } = state;
  const row = neuron - (activity?.windows[layer - 1]?.first ?? 0);
  const a = activity?.a[layer - 1]?.data[row];
  const wish = layer === depth ? activity?.wish.data[neuron] : activity?.nudge_a[layer - 1]?.data[row];
  const shown = state.matrices[kindOf(state.view)]?.b[layer - 1]?.data[row];
  /** @type {Facts["facts"]} */
  const facts = [["activation", significant(a), a ?? null]];
  if (wish !== undefined) facts.push([layer === depth ? "wish.output" : "wish", arrowed(wish), wish]);
  if (inspected) facts.push(["bias", signedSignificant(inspected.values.data[0]), inspected.values.data[0]]);
  else if (shown !== undefined && state.view.quantity === "weights") facts.push(["bias", signedSignificant(shown), shown]);
  if (shown !== undefined && state.view.quantity === "nudges") facts.push(["bias.nudge", arrowed(shown), shown]);
  return { name: neuronName(t, sizes, layer, neuron), of: "neuron", facts };
}

/**
 * @param {State} state
 * @param {{layer: number, j: number, k: number}} hovered
 * @param {Wire["Inspected"] | null} inspected
 * @param {Translate} t
 * @param {number[]} sizes
 * @returns {Facts}
 */
function edgeFacts(state, { layer, j, k }, inspected, t, sizes) {
  const kind = kindOf(state.view);
  const shown = entryOf(state, kind, layer, j, k);
  const before = layer === 0
    ? state.watched?.pixels.data[k]
    : state.activity?.a[layer - 1]?.data[k - state.activity.windows[layer - 1].first];
  /** @type {Facts["facts"]} */
  const facts = [];
  if (inspected) {
    const [value, gradient] = [inspected.values.data[0], inspected.gradients.data[0]];
    facts.push(["weight", signedSignificant(value), value]);
    if (shown !== null && kind !== "weights") facts.push([`shown.${kind}`, arrowed(shown.value, shown.exact), shown.value]);
    facts.push(["gradient", signedSignificant(gradient), gradient]);
    facts.push(["rank", t("network.card.rank.of", { rank: whole(inspected.ranks.data[0]), count: whole(inspected.count) }), null]);
  } else if (shown !== null) {
    facts.push([`shown.${kind}`, kind === "weights" ? about(signedSignificant(shown.value), shown.exact) : arrowed(shown.value, shown.exact), shown.value]);
  }
  if (before !== undefined) facts.push([layer === 0 ? "pixel" : "before", fixed(before), before]);
  const [from, to] = [neuronName(t, sizes, layer, k), neuronName(t, sizes, layer + 1, j)];
  return { name: `${from} → ${to}`, of: "edge", facts };
}

/**
 * An entry of the matrices that are drawn; the first layer's are only good to 1/127 of its scale.
 *
 * @param {State} state
 * @param {"weights" | "batch" | "example" | "products"} kind
 * @param {number} layer
 * @param {number} j
 * @param {number} k
 * @returns {{value: number, exact: boolean} | null}
 */
export function entryOf({ matrices, activity }, kind, layer, j, k) {
  const W = matrices[kind]?.W[layer];
  const scale = matrices[kind]?.scale[layer] ?? 0;
  if (!W || !activity) return null;
  const row = j - activity.windows[layer].first;
  const column = layer === 0 ? k : k - activity.windows[layer - 1].first;
  const entry = W.data[row * W.shape[1] + column];
  if (entry === undefined || row < 0 || column < 0 || column >= W.shape[1]) return null;
  return W.data instanceof Int8Array ? { value: (entry * scale) / 127, exact: false } : { value: entry, exact: true };
}

/**
 * @param {number} value
 * @param {boolean} [exact]
 * @returns {string}
 */
function arrowed(value, exact = true) {
  return `${direction(value)} ${about(signedSignificant(value), exact)}`.trim();
}

/**
 * @param {string} text
 * @param {boolean} exact
 * @returns {string}
 */
function about(text, exact) {
  return exact ? text : `≈ ${text}`;
}

/**
 * Where on the canvas a hovered thing is, or null when it is not drawn.
 *
 * @param {Layout} layout
 * @param {Hovered} hovered
 * @returns {{x: number, y: number} | null}
 */
export function anchorOf(layout, hovered) {
  if (hovered.kind === "pixel") return null;
  if (hovered.kind === "neuron") {
    const column = layout.columns[hovered.layer - 1];
    const spot = column?.spots.find(({ neuron }) => neuron === hovered.neuron);
    return spot ? { x: spot.x, y: spot.y } : null;
  }
  const to = layout.columns[hovered.layer];
  const end = to?.spots.find(({ neuron }) => neuron === hovered.j);
  if (!end) return null;
  if (hovered.layer === 0) return to.pictures ? to.pictures.spots[end.row] : null;
  const start = layout.columns[hovered.layer - 1].spots.find(({ neuron }) => neuron === hovered.k);
  return start ? { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } : null;
}

/**
 * @param {Facts} facts
 * @param {{x: number, y: number}} at
 * @param {Layout} layout
 * @param {Translate} t
 */
export function cardView({ name, of, facts }, at, layout, t) {
  const left = at.x > layout.width / 2;
  const above = at.y > layout.height / 2;
  return html`
    <div class="net-card ${left ? "is-left" : ""} ${above ? "is-above" : ""}" data-card=${of}
      ${vars({ "--x": `${Math.round(at.x)}px`, "--y": `${Math.round(at.y)}px` })}>
      <p class="net-card-name">${name}</p>
      <dl>${facts.map(([key, text, value]) => html`
        <div><dt>${t(`network.card.${key}`)}</dt>
          <dd data-card-value=${key} data-exact=${value ?? nothing}>${text}</dd></div>`)}
      </dl>
      ${of === "edge" ? html`<p class="net-card-hint">${t("network.card.edge.hint")}</p>` : nothing}
    </div>`;
}

/**
 * One sentence for a screen reader.
 *
 * @param {Facts} facts
 * @param {Translate} t
 * @returns {string}
 */
export function spoken({ name, facts }, t) {
  return `${name}: ${facts.map(([key, text]) => `${t(`network.card.${key}`)} ${text}`).join(", ")}`;
}
