// A lit directive that sets custom properties of an element through the object model, which the page's policy allows.

import { noChange } from "lit-html";
import { Directive, directive, PartType } from "lit-html/directive.js";

/** @import { ElementPart, PartInfo } from "lit-html/directive.js" */

class Vars extends Directive {
  /** @type {Record<string, string>} what is set, because to set it again may have the browser style all that is inside */
  #set = {};

  /** @param {PartInfo} info */
  constructor(info) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("vars() belongs to an element");
  }

  /** @param {Record<string, string | number>} _values */
  render(_values) {
    return noChange;
  }

  /**
   * @param {ElementPart} part
   * @param {[Record<string, string | number>]} values
   */
  update(part, [values]) {
    const { element } = part;
    if (element instanceof HTMLElement || element instanceof SVGElement) {
      for (const name in values) {
        const value = String(values[name]);
        if (this.#set[name] === value) continue;
        element.style.setProperty(name, value);
        this.#set[name] = value;
      }
    }
    return noChange;
  }
}

/** `<td ${vars({ "--strength": 0.3 })}>` */
export const vars = directive(Vars);
