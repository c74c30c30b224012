// The network of an exercise, drawn large: what is given, what has been found, and what is looked for now.

import { html, nothing, svg } from "lit-html";
import { arrow, pointsOf } from "../draw/arrow.js";
import { biasArc } from "../draw/neurons.js";
import { fullActivation, largestOf, strength } from "../draw/scale.js";
import { short, signedSignificant } from "../format.js";
import { triangle, way } from "../why/number.js";
import { vars } from "../why/vars.js";
import { valueOf } from "./state.js";

/** @import { Translate } from "../i18n.js" */
/** @import { Layout, Line, Node } from "./layout.js" */
/** @import { Exercise, Field, Practise } from "./state.js" */

const GIVEN = 6; // figures of what a person has set: more than most will type

/**
 * @param {Practise} state
 * @param {Exercise} exercise
 * @param {Field | null} current
 * @param {Layout} layout
 * @param {Translate} t
 */
export function picture(state, exercise, current, layout, t) {
  const { width, height, nodes, lines } = layout;
  const target = current && targetOf(current);
  const used = current?.uses.filter((name) => name.startsWith("W.")) ?? [];
  const heaviest = largestOf([exercise.W.flat(2)]);
  const scale = largestOf([exercise.b.flat()]);
  const figures = layout.isSmall ? 3 : 4; // for which there is room
  const full = [0, 1, 2].map((layer) => fullActivation([0, 1].map((j) => activation(state, exercise, layer, j) ?? 0)));
  return html`<svg class="practise-net" viewBox="0 0 ${width} ${height}" aria-hidden="true" data-current=${current?.name ?? nothing}>
    ${lines.map((line) => edge(line))}
    ${lines.map((line) => weight(line))}
    ${nodes.map((node) => neuron(node))}
    ${cost()}
  </svg>`;

  /** @param {string} name */
  function known(name) {
    return valueOf(state, name);
  }

  /** @param {Line} line */
  function edge({ l, j, k, from, to }) {
    const value = exercise.W[l][j][k];
    const force = strength(value, heaviest);
    const isTarget = target === `W.${l}.${j}.${k}`;
    const isDim = used.length > 0 && !used.includes(`W.${l}.${j}.${k}`);
    const look = `edge ${value > 0 ? "up" : "down"} ${isDim ? "is-dim" : ""}`;
    return svg`${isTarget ? svg`<line class="edge is-target" x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y}></line>` : nothing}
      <line class=${look} x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y}
      ${vars({ "--force": force, "--thick": `${(0.6 + (layout.isSmall ? 3 : 5) * force).toFixed(2)}px` })}></line>`;
  }

  /** @param {Line} line */
  function weight({ l, j, k, label }) {
    const at = `${l}.${j}.${k}`;
    const [nudge, after] = [known(`nudge_W.${at}`), known(`new_W.${at}`)];
    return svg`<g class="figures">
      <text x=${label.x} y=${label.y} data-given="W.${at}">${short(exercise.W[l][j][k], GIVEN)}</text>
      ${second(label.x, label.y + layout.line, nudge, after, `nudge_W.${at}`)}</g>`;
  }

  /**
   * Under what is given: what is asked of it, and then what it becomes.
   *
   * @param {number} x
   * @param {number} y
   * @param {number | undefined} nudge
   * @param {number | undefined} after
   * @param {string} name
   */
  function second(x, y, nudge, after, name) {
    if (after !== undefined) return svg`<text class="is-new" x=${x} y=${y} data-found=${name.replace("nudge", "new")}>${layout.isTight ? "" : "→ "}${short(after, figures)}</text>`;
    if (nudge === undefined) return nothing;
    return svg`<text class=${way(nudge)} x=${x} y=${y} data-found=${name}>${layout.isTight ? signedSignificant(nudge, 2) : towards(nudge)}</text>`;
  }

  /** @param {Node} node */
  function neuron(node) {
    const { layer, j, x, y } = node;
    const { r } = layout;
    const a = activation(state, exercise, layer, j);
    const isTarget = target === `neuron.${layer}.${j}`;
    return svg`<g class="neuron ${isTarget ? "is-target" : ""}" data-neuron="${layer}.${j}">
      ${isTarget ? svg`<circle class="ring" cx=${x} cy=${y} r=${r + 9}></circle>` : nothing}
      <circle class="body ${a === undefined ? "is-open" : a < 0 ? "is-negative" : ""}" cx=${x} cy=${y} r=${r} ${vars({
        "--a": `${(Math.min(1, Math.abs(a ?? 0) / full[layer]) * 100).toFixed(1)}%` })}></circle>
      ${layer > 0 ? bias(node) : nothing}
      ${a === undefined ? isTarget && current?.kind === "a" ? svg`<text class="asked" x=${x} y=${y}>?</text>` : nothing
        : svg`<text class="inside" x=${x} y=${y} data-found="a.${layer}.${j}" ${vars({
          "--a": `${(Math.min(1, Math.abs(a) / full[layer]) * 100).toFixed(1)}%` })}>${short(a, layer === 0 ? GIVEN : figures)}</text>`}
      ${layer === 0 ? svg`<text class="caption" x=${x} y=${y + r + layout.clear}>${italic("x")}${below(j)}</text>` : facts(node)}
      ${layer === 2 ? goal(node) : nothing}
    </g>`;
  }

  /** @param {Node} node its bias: an arc, as in Learn, and its figure */
  function bias({ layer, j, x, y }) {
    const at = `${layer - 1}.${j}`;
    const value = exercise.b[layer - 1][j];
    const { start, end, up } = biasArc(value, scale);
    const r = layout.r + 3.5;
    const point = (/** @type {number} */ angle) => `${(x + r * Math.cos(angle)).toFixed(1)} ${(y + r * Math.sin(angle)).toFixed(1)}`;
    const [nudge, after] = [known(`nudge_b.${at}`), known(`new_b.${at}`)];
    const top = y - layout.r - layout.clear;
    const hasSecond = nudge !== undefined || after !== undefined;
    return svg`${value === 0 ? nothing : svg`<path class="arc ${up ? "up" : "down"}" d="M${point(start)}A${r} ${r} 0 0 1 ${point(end)}"></path>`}
      <text class="caption" x=${x} y=${hasSecond ? top - layout.line : top} data-given="b.${at}">${italic("b")} ${short(value, GIVEN)}</text>
      ${second(x, top, nudge, after, `nudge_b.${at}`)}`;
  }

  /** @param {Node} node what has been found of it, line by line below it */
  function facts({ layer, j, x, y }) {
    const l = layer - 1;
    const wish = layer === 1 ? `nudge_a.1.${j}` : `wish.${j}`;
    /** @type {[name: string, label: unknown, write: (value: number) => string, isSigned: boolean][]} */
    const rows = [
      [`z.${l}.${j}`, italic("z"), (value) => short(value, figures), false],
      [wish, layout.hasWords ? t("practise.wish") : "", (value) => towards(value, true), true],
      [`slope.${l}.${j}`, "σ′", (value) => short(value, figures), false],
      [`nudge_z.${l}.${j}`, layout.hasWords ? t("practise.nudge") : "", (value) => towards(value), true],
    ];
    const shown = rows.filter(([name]) => known(name) !== undefined || (current?.name === name));
    return svg`${wishArrow(x, y, layer, known(wish))}${shown.map(([name, label, write, isSigned], row) => {
      const value = known(name);
      return svg`<text class="fact" x=${x} y=${y + layout.r + layout.clear + layout.line * row} data-found=${value === undefined ? nothing : name}>
        <tspan class="quiet">${label}</tspan> ${value === undefined ? svg`<tspan class="asked">?</tspan>`
          : svg`<tspan class=${isSigned ? way(value) : ""}>${write(value)}</tspan>`}</text>`;
    })}`;
  }

  /**
   * A wish is a dashed arrow beside the neuron; at the outputs, whose wish is a distance, a circle's height is 1.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} layer
   * @param {number | undefined} wish
   */
  function wishArrow(x, y, layer, wish) {
    if (wish === undefined || (layout.isTight && layer === 1)) return nothing;
    const { r } = layout;
    const largest = largestOf([[0, 1].map((k) => known(`nudge_a.1.${k}`) ?? 0)]);
    const shape = arrow(0, 0, layer === 2 ? wish * 2 * r : (wish / largest) * 1.6 * r, { width: Math.max(9, r * 0.36), dashed: layer === 1 });
    const beside = layer === 2 ? x + r + (layout.isSmall ? 12 : 24) : x - r - (layout.isSmall ? 8 : 16);
    const polygons = shape.polygons.map((polygon) => svg`<polygon points=${pointsOf(polygon)}></polygon>`);
    return svg`<g class="wish-arrow" transform="translate(${beside} ${y})"><g class="halo">${polygons}</g>
      <g class=${shape.up ? "up" : "down"}>${polygons}</g></g>`;
  }

  /** @param {Node} node what it should be */
  function goal({ j, x, y }) {
    const { isSmall, r } = layout;
    return svg`<text class="caption is-goal ${isSmall ? "is-last" : ""}" x=${isSmall ? layout.width : x + r + 44} y=${isSmall ? y - r - 4 : y} data-given="y.${j}">${
      italic("y")}${below(j)}<tspan dy="-4"> = ${short(exercise.y[j], GIVEN)}</tspan></text>`;
  }

  function cost() {
    const [value, after] = [known("cost"), known("new_cost")];
    const { x, y } = layout.cost;
    const isTarget = target === "cost";
    if (value === undefined && !isTarget) return nothing;
    return svg`<g class="cost ${isTarget ? "is-target" : ""}">
      <text x=${x} y=${y} data-found=${value === undefined ? nothing : "cost"}><tspan class="quiet">${italic("C")}</tspan> ${
        value === undefined ? svg`<tspan class="asked">?</tspan>` : short(value, figures)}</text>
      ${after === undefined ? nothing : svg`<text class="is-new" x=${x} y=${y + layout.line + 2} data-found="new_cost">→ ${short(after, figures)}</text>`}</g>`;
  }

  /**
   * @param {number} value
   * @param {boolean} [isWish]
   */
  function towards(value, isWish = false) {
    return `${triangle(value, isWish)} ${signedSignificant(value, layout.isTight ? 2 : 3)}`.trim();
  }
}

/**
 * An activation, if it is known; the inputs are.
 *
 * @param {Practise} state
 * @param {Exercise} exercise
 * @param {number} layer
 * @param {number} j
 * @returns {number | undefined}
 */
function activation(state, exercise, layer, j) {
  return layer === 0 ? exercise.x[j] : valueOf(state, `a.${layer}.${j}`);
}

/**
 * What a field is about: a neuron, a weight or the cost.
 *
 * @param {Pick<Field, "kind" | "at">} field
 * @returns {string}
 */
export function targetOf({ kind, at }) {
  switch (kind) {
    case "cost": return "cost";
    case "wish": return `neuron.2.${at[0]}`;
    case "a": case "nudge_a": return `neuron.${at[0]}.${at[1]}`;
    case "nudge_W": case "new_W": return `W.${at.join(".")}`;
    default: return `neuron.${at[0] + 1}.${at[1]}`;
  }
}

/** @param {string} letter */
function italic(letter) {
  return svg`<tspan class="letter">${letter}</tspan>`;
}

/** @param {number} index */
function below(index) {
  return svg`<tspan class="below" dy="4">${index}</tspan>`;
}
