// Which neurons are stuck: they want much, but their slope lets hardly anything of it through. Pure.

const FLAT = 0.05; // a slope below this part of the steepest lets hardly anything through
const MUCH = 0.2; // a wish of at least this size
/** @type {Record<string, number>} */
const STEEPEST = { sigmoid: 0.25, tanh: 1, relu: 1 };

/**
 * @param {number} slope of the activation, where the neuron now stands
 * @param {number} wish
 * @param {string} activation the neuron's own
 * @returns {boolean}
 */
export function isStuck(slope, wish, activation) {
  return slope < FLAT * STEEPEST[activation] && Math.abs(wish) >= MUCH;
}
