// Written by tests/golden/write.py from the structs in app/wire/messages.py, app/wire/commands.py and what they gather.

/** The elements of an array, row after row. */
export type Elements = Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array;

/** An array as it arrives: (2, 3) has six elements. */
export interface WireArray {
  data: Elements;
  shape: number[];
}

export type Status = "paused" | "running" | "finished" | "diverged" | "failed" | "interrupted";
export type Kind = "picture" | "weights" | "batch" | "example" | "products" | "race" | "race_paths" | "contours" | "agreement" | "wall" | "verdicts";
export type Unit = "phase" | "example" | "batch" | "epoch";
export type PlaneKind = "ends" | "stagger" | "principal";
export type Law = "log" | "linear" | "free";

/** Which neurons of a layer are sent and drawn: `count` of `of`, from `first`. */
export interface Window {
  first: number;
  count: number;
  of: number;
}

/** Where slow motion stands: which part of the step, on which example of its batch. */
export interface Phase {
  name: "backward" | "cost" | "forward" | "update";
  example: number;
  of: number;
}

/** What the class is asked: which way a neuron's activation, its bias or one of its weights is asked to go. About
`hands`: what is said aloud, of which only `choices` (0, 1, ...) and `race` are known. */
export interface Asked {
  /** another for each question, by which a vote names it */
  poll: number;
  about: "activation" | "bias" | "weight" | "hands";
  choices: string[];
  /** from 1, as in `explain` */
  layer: number;
  neuron: number;
  /** of a weight: the neuron before */
  k: number | null;
  step: number;
  /** its activation */
  a: number;
  /** at the output only */
  target: number | null;
  /** the value of the bias or weight */
  w: number | null;
  /** of a weight: the activation before */
  before: number | null;
  /** of hands: the race whose lanes are the choices */
  race: string | null;
}

/** What is the matter, by name, and the numbers that show it. */
export interface Finding {
  name: string;
  values: Record<string, number>;
  /** what of the plan to change; empty: nothing of it would help */
  remedy: Record<string, unknown>;
  /** the remedy needs a new network, which forgets what was learned */
  afresh: boolean;
}

/** One weight W[layer][j, k], or the bias b[layer][j] when `k` is not given. */
export interface Parameter {
  layer: number;
  j: number;
  k?: number | null;
}

/** One lane: a row of the scoreboard, and where its walker stands on the map.

`walk`: ready (not begun), walking, arrived (at the limit's accuracy), stopped (at another limit), diverged. */
export interface LaneNow {
  walk: "arrived" | "diverged" | "ready" | "stopped" | "walking";
  eta: number;
  step: number;
  epoch: number;
  /** seen so far, those of an unfinished step included */
  examples: number;
  /** its own compute time, measured */
  seconds: number;
  /** examples done, of how many, inside the step under way; None for small batches */
  part: [number, number] | null;
  /** mean cost of its last batch, before that step: noisy */
  batch_cost: number | null;
  /** on the fixed training sample, when last measured: true */
  cost: number | null;
  /** 0 to 1, when last measured */
  test_accuracy: number | null;
  /** median compute time of one whole step */
  step_seconds: number | null;
  /** the walker in the plane's coordinates; None while there is no plane */
  x: number | null;
  y: number | null;
  /** of the walker from the plane, in the same unit as x and y */
  distance: number | null;
  /** x, y where its step would end, were the `part` of its batch all of it */
  ahead: [number, number] | null;
}

/** What one step over all the data costs: measured, and what it would be with more data (C27). */
export interface Timing {
  /** how many the data has */
  examples: number;
  /** measured: the median of whole full-batch steps; else in proportion to the part done so far */
  step_seconds: number;
  /** whole full-batch steps behind it; 0: only a part of the first has been measured */
  measured: number;
  /** 100,000,000 */
  many: number;
  /** one step over so many, at the same speed */
  many_seconds: number;
}

/** By each clock, the lane that came to this accuracy on the test set for the least; null while none has, while one
that is on its way could still do it for less, or where several did it for as little. */
export interface First {
  accuracy: number;
  examples: number | null;
  steps: number | null;
  seconds: number | null;
}

/** One lane's recorded path, thinned evenly, start and newest point kept: arrays of one length, at most 300.

x, y and distance are empty while there is no plane. The page replays by picking points whose clock has passed. */
export interface LanePath {
  /** float64 */
  step: WireArray;
  /** float64 */
  examples: WireArray;
  /** float32: compute time of this lane */
  seconds: WireArray;
  /** float32: seconds of show */
  show: WireArray;
  /** float32: coordinates in the plane */
  x: WireArray;
  /** float32 */
  y: WireArray;
  /** float32: from the plane */
  distance: WireArray;
  /** float32: of these very weights, on the fixed training sample */
  cost: WireArray;
}

/** Costs of a lane's own batches, at moments that lie ever wider apart (about 230 in each decade of steps). Each
stands where the network stood of which it is the cost, so that the first is at step 0. */
export interface Curve {
  /** float64: before the batch's step */
  step: WireArray;
  /** float64 */
  examples: WireArray;
  /** float32 */
  seconds: WireArray;
  /** float32: mean over the batch, before its step */
  cost: WireArray;
}

/** A lane on the fixed sets, at moments that lie ever wider apart. The first row is the start. */
export interface Scores {
  /** float64 */
  step: WireArray;
  /** float64 */
  examples: WireArray;
  /** float32 */
  seconds: WireArray;
  /** float32: mean over the fixed training sample */
  cost: WireArray;
  /** float32: mean over the test set */
  test_cost: WireArray;
  /** float32: 0 to 1 */
  test_accuracy: WireArray;
}

/** Mini-batches of one size, each drawn without replacement, against the full gradient: K of them. */
export interface Agreed {
  batch_size: number;
  /** (K,) float32: with the full gradient */
  cosine: WireArray;
  /** (K,) float32: along the full gradient, in units of its length: the full gradient itself is at 1 */
  x: WireArray;
  /** (K,) float32: square to it, along the direction in which single examples differ most */
  y: WireArray;
  /** of the K gradients: their mean tends to (1, 0), where the full gradient is */
  mean_x: number;
  mean_y: number;
  /** root mean squared distance from the full gradient, in units of its length */
  spread: number;
  /** what 1/sqrt(B) predicts, from the spread of single examples */
  line: number;
  /** the same with the finite-population factor sqrt((N - B) / (N - 1)) */
  finite: number;
}

/** The first message on a socket. `resumed`: the missed events follow; otherwise a `state` does. */
export interface Hello {
  type: "hello";
  version: number;
  boot: string;
  run: string;
  resumed: boolean;
  control: boolean;
  choices: Record<string, unknown>;
  data: Record<string, unknown>;
}

/** A run as a whole, for a viewer who has just come. History is thinned to at most 500 rows each. */
export interface State {
  type: "state";
  seq: number;
  id: string;
  name: string;
  status: "diverged" | "failed" | "finished" | "interrupted" | "paused" | "running";
  reason: Record<string, unknown>;
  plan: Record<string, unknown>;
  /** weights and biases; null until the worker has said it */
  parameter_count: number | null;
  speed: number | null;
  slow: boolean;
  /** as in `changed` */
  inherited: boolean;
  step: number;
  epoch: number;
  examples: number;
  points: Points;
  /** step, epoch, seconds, test_cost, test_accuracy, train_cost: one row a score */
  scores: Record<string, WireArray>;
  score: Score | null;
  /** null until training has stopped once */
  past: Past | null;
  /** drawings on the wall */
  hung: number;
  /** whether it takes no more */
  closed: boolean;
  /** if somebody leads */
  led: Led | null;
  /** if the class is asked something */
  poll: Polled | null;
  /** if it is counted how far the class is */
  filled: Filled | null;
}

/** The network on its fixed sets: means over the test set and over the first `train_count` training examples. */
export interface Score {
  type: "score";
  seq: number;
  step: number;
  epoch: number;
  seconds: number;
  test_cost: number;
  test_accuracy: number;
  train_cost: number;
  train_count: number;
  test_count: number;
  /** (10, 10) int32, rows are the truth, columns the answer */
  confusion: WireArray;
  /** (10,) float32: the share of each digit's test examples answered rightly */
  per_class: WireArray;
  /** (10,) float32: the share of all test examples called each digit, rightly or not */
  answers: WireArray;
}

/** Costs of single batches, thinned, oldest first: four arrays of one length. Each stands where the network stood of
which it is the cost, so that the first is at step 0. */
export interface Points {
  type: "points";
  seq: number;
  /** float64, as all counts that have no end: before the batch's step */
  step: WireArray;
  /** float32 */
  epoch: WireArray;
  /** float32: compute time so far */
  seconds: WireArray;
  /** float32: this batch's mean cost before its step */
  cost: WireArray;
}

/** Status, plan or pace changed. `fresh`: the network is new, so that history starts again; `inherited`: it began
with weights that were brought, or taken from another run.

`reason` says why in a form the page can put into words: {"code": "diverged", "eta": 30.0, "suggested": 3.0, ...}. */
export interface Changed {
  type: "changed";
  seq: number;
  status: "diverged" | "failed" | "finished" | "interrupted" | "paused" | "running";
  reason: Record<string, unknown>;
  plan: Record<string, unknown>;
  /** weights and biases; null until the worker has said it */
  parameter_count: number | null;
  speed: number | null;
  slow: boolean;
  fresh: boolean;
  inherited: boolean;
  step: number;
  epoch: number;
  examples: number;
}

/** Which networks of earlier can be looked at. Sent when training stops, and when everybody looks at another. */
export interface Past {
  type: "past";
  seq: number;
  /** (n,) float64, ascending: those of the networks that are kept, but for the present one */
  steps: WireArray;
  /** the step that everybody looks at; null: the present */
  at: number | null;
  /** of that network; null at the present */
  score: Score | null;
}

/** Something a person should know that changes nothing of the run: {"code": "disk_full"}, "restarted", ... */
export interface Notice {
  type: "notice";
  seq: number;
  notice: Record<string, unknown>;
}

/** The wall is different, twice a second at most. `down` grows when drawings were taken off by who controls. */
export interface Hung {
  type: "hung";
  seq: number;
  count: number;
  down: number;
  /** whether it takes no more */
  closed: boolean;
}

/** Whoever follows shall see this, as a lesson link says it; null: nobody leads any more. `by`: who said so. */
export interface Led {
  type: "led";
  seq: number;
  look: string | null;
  by: number;
}

/** The class is asked this, so many have answered; null: nothing, or not any more. Until it is revealed, `counts` is
empty and `right` and `nudge` are null; of hands these stay so. */
export interface Polled {
  type: "polled";
  seq: number;
  asked: Asked | null;
  votes: number;
  /** who only watch, as it was said */
  present: number;
  /** of each choice */
  counts: number[];
  /** choice */
  right: string | null;
  /** of the bias or weight; for an activation the wish, as in `explanation` */
  nudge: number | null;
}

/** How far the class is at the exercise by hand of who leads, step by step, and of nobody who; null: at none. */
export interface Filled {
  type: "filled";
  seq: number;
  exercise: string | null;
  /** sheets on which all of it is, by hand */
  found: number[];
  /** all of it, but for help */
  shown: number[];
  /** something of it is wrong now */
  wrong: number[];
  /** of sheets */
  count: number;
}

/** The example that everybody watches. Sent when it changes. */
export interface Watched {
  type: "watched";
  n: number;
  at: number;
  source: "drawing" | "preset" | "test" | "train";
  index: number | null;
  label: number | null;
  /** (784,) float32 in 0..1 */
  pixels: WireArray;
}

/** The watched example in the current network. Layers count from 0 (pixels); index l here is layer l + 1. */
export interface Activity {
  type: "picture";
  n: number;
  at: number;
  step: number;
  epoch: number;
  examples: number;
  /** compute time so far */
  seconds: number;
  /** measured steps a second */
  rate: number;
  label: number | null;
  /** the most active output */
  verdict: number;
  /** of this one example; None without a label */
  cost: number | null;
  /** layers 1..L */
  windows: Window[];
  /** layers 1..L, the windows' activations, float32 */
  a: WireArray[];
  /** layers 1..L: -dC/da, the wish for each activation; empty arrays without a label */
  nudge_a: WireArray[];
  /** (10,) y */
  target: WireArray;
  /** (10,) y - a */
  wish: WireArray;
  /** (10,) sigma'(z) at the output; empty where the cost cancels it */
  slope: WireArray;
  /** (10,) -dC/dz */
  nudge_z: WireArray;
  phase: Phase | null;
  /** examples done, of how many, inside a large batch */
  part: [number, number] | null;
}

/** One quantity for every drawn weight and bias.

The first layer is int8 (value = entry * scale / 127), because it is only drawn; the others are float32, exact. */
export interface Matrices {
  type: "matrices";
  n: number;
  at: number;
  of: "batch" | "example" | "products" | "weights";
  step: number;
  /** W[l]: (window of layer l + 1, window of layer l; all 784 for l = 0) */
  W: WireArray[];
  /** b[l]: (window of layer l + 1,) float32; empty for products */
  b: WireArray[];
  /** the largest magnitude in each W[l] */
  scale: number[];
}

/** The drawings that viewers have handed in, oldest first. Sent when they change, and only to who controls. */
export interface Wall {
  type: "wall";
  n: number;
  at: number;
  edition: number;
  /** the name of each, by which it can be taken down: no key */
  drawings: string[];
  /** (m,) int32, what each says it is */
  labels: WireArray;
  /** (m, 784) uint8, as the network sees them */
  pixels: WireArray;
  /** as in `hung` */
  closed: boolean;
}

/** The wall of this edition in the current network. */
export interface Verdicts {
  type: "verdicts";
  n: number;
  at: number;
  edition: number;
  step: number;
  /** (m,) int32, the most active outputs */
  verdicts: WireArray;
  /** (m,) float32 */
  costs: WireArray;
  right: number;
  /** the mean; None of an empty wall */
  cost: number | null;
}

/** The command was carried out. */
export interface Done {
  type: "done";
  id: number | null;
}

/** The command was not carried out and changed nothing. `message` says what came and what was expected. */
export interface Error {
  type: "error";
  id: number | null;
  code: string;
  message: string;
}

/** A drawing as the network saw it, and its answer with the weights of this step. */
export interface Prediction {
  type: "prediction";
  id: number | null;
  step: number;
  /** (784,) float32 */
  pixels: WireArray;
  /** layers 1..L, the windows' activations */
  a: WireArray[];
  verdict: number;
  label: number | null;
  cost: number | null;
  /** (10,) y - a; empty without a label */
  wish: WireArray;
}

/** One neuron and the watched example. n is the number of neurons that it listens to. */
export interface Explanation {
  type: "explanation";
  id: number | null;
  step: number;
  layer: number;
  neuron: number;
  a: number;
  z: number;
  b: number;
  /** (n,) */
  W: WireArray;
  /** (n,) activations of the layer before */
  before: WireArray;
  /** (n,) W * before; z is their sum plus b */
  terms: WireArray;
  /** at the output only */
  target: number | null;
  /** y - a at the output, -dC/da elsewhere */
  wish: number;
  /** -dC/da */
  nudge_a: number;
  /** sigma'(z); None where the cost cancels it */
  slope: number | null;
  /** -dC/dz */
  nudge_z: number;
  nudge_b: number;
  /** (n,) nudge_z * before */
  nudge_W: WireArray;
  /** (n,) nudge_z * W: this neuron's own wish for each activation before */
  wish_before: WireArray;
  /** (n,) -dC/da of the layer before: the sum of all neurons' wishes */
  total_before: WireArray;
  /** (3,) bias : weights : activations before, parts of the first-order fall of the cost; sum 1 */
  share: WireArray;
  /** nudge_z squared times (1 + sum a^2): fall of the cost per unit of eta through b and W of this neuron */
  fall: number;
  /** (n_next,) each next-layer neuron's wish for this one; empty at the output */
  from_next: WireArray;
  /** indices k of the before-neurons that fire while this one is asked to, so that W[k] is to grow */
  hebb: WireArray;
}

/** One neuron, were two activations before it what was asked. Ratios: the first by the second, in magnitude. */
export interface Imagined {
  type: "imagined";
  id: number | null;
  step: number;
  layer: number;
  neuron: number;
  k: [number, number];
  /** (2,) the activations asked for */
  before: WireArray;
  a: number;
  z: number;
  nudge_z: number;
  /** (2,) nudge_z * before */
  nudge_W: WireArray;
  /** (2,) change of the cost if that weight alone grew by `moved` */
  effects: WireArray;
  moved: number;
  ratio_a: number | null;
  ratio_nudge: number | null;
  ratio_effect: number | null;
}

/** Each next-layer neuron's wish for each neuron of `layer`, the loudest askers by name, and the sum of all. */
export interface Stacked {
  type: "stacked";
  id: number | null;
  step: number;
  layer: number;
  /** (m,) int32, which neurons of the next layer */
  askers: WireArray;
  /** (m, n) float32 */
  wishes: WireArray;
  /** (n,) what all other askers wish together; empty without any */
  rest: WireArray;
  /** (n,) = -dC/da */
  total: WireArray;
  /** (m,) nudge_z of the askers */
  asked: WireArray;
  /** (m, n) float32, asked * a: each weight's own nudge, which nobody adds up */
  nudge_W: WireArray;
  /** the largest |sum of the wishes - total|, in float64 */
  difference: number;
}

/** Value, gradient and rank by |gradient| (1: the most sensitive) of each asked for, then of the strongest. */
export interface Inspected {
  type: "inspected";
  id: number | null;
  step: number;
  /** all parameters of the network */
  count: number;
  /** layer, j, k */
  rows: [number, number, number | null][];
  /** float64 */
  values: WireArray;
  /** float64 */
  gradients: WireArray;
  /** int32 */
  ranks: WireArray;
  /** how far a parameter is moved for the next two */
  moved: number;
  /** float64: the change of the cost that the gradient predicts */
  predicted: WireArray;
  /** float64: the true change; empty over a batch, and where the outputs were set by hand */
  measured: WireArray;
  /** float64: |gradient of the first row| / |gradient of this row| */
  times: WireArray;
}

/** One gradient derived twice: by back-propagation and by a central difference of the cost (float64). */
export interface Checked {
  type: "checked";
  id: number | null;
  step: number;
  /** layer, j, k */
  row: [number, number, number | null];
  analytic: number;
  numeric: number;
  epsilon: number;
  relative_error: number;
}

/** The cost of the watched example along one parameter, and the line that the gradient predicts. */
export interface Probed {
  type: "probed";
  id: number | null;
  step: number;
  /** layer, j, k */
  row: [number, number, number | null];
  value: number;
  gradient: number;
  /** values of the parameter */
  at: WireArray;
  /** true cost at each */
  cost: WireArray;
  /** predicted cost at each */
  line: WireArray;
}

/** The nudges and costs of single examples, and their means. */
export interface Tabled {
  type: "tabled";
  id: number | null;
  step: number;
  /** how many examples there are of which the columns are the first: in the last batch, or of the digits */
  of: number;
  /** (m,) into the training set */
  indices: WireArray;
  /** (m,) uint8 */
  labels: WireArray;
  /** (m, 784) uint8 */
  pixels: WireArray;
  /** layer, j, k */
  rows: [number, number, number | null][];
  /** (rows, m) */
  cells: WireArray;
  /** (rows, m): mean of the first 1, 2, ... m columns */
  running: WireArray;
  /** (rows,) */
  mean: WireArray;
  /** (rows,) the nudge of the step that was taken; empty unless the columns are the last batch */
  applied: WireArray;
  /** the largest |mean - applied| */
  difference: number | null;
  /** (m,) of each example */
  costs: WireArray;
  /** (m,): mean of the first 1, 2, ... m costs */
  running_cost: WireArray;
  /** the mean of all */
  cost: number;
  /** of the whole last batch, as its step found it; None unless the columns are of it */
  applied_cost: number | null;
}

/** One step on one drawing: before, after, and what it cost everybody else. */
export interface Learned {
  type: "learned";
  id: number | null;
  step: number;
  label: number;
  /** (10,) */
  before: WireArray;
  /** (10,) */
  after: WireArray;
  /** the most active output */
  verdict_before: number;
  verdict_after: number;
  cost_before: number;
  cost_after: number;
  test_accuracy_before: number;
  test_accuracy_after: number;
  /** layer, j, k, change: the largest changes */
  moved: [number, number, number | null, number][];
}

/** What the matter is with a training, and the cost of a fixed sample after its next step, by eta. A cost that is no
finite number is infinite. */
export interface Examined {
  type: "examined";
  id: number | null;
  step: number;
  /** training examples of the sample */
  count: number;
  /** of the sample now */
  cost: number;
  /** to be expected after the next step, as training takes it */
  after: number;
  /** of the sample */
  accuracy: number;
  /** (n,) float64, rising from 0 */
  eta: WireArray;
  /** eta[present] is that of the plan */
  present: number;
  /** (n,) float64: the cost after a step on the whole sample; whole[0] is the cost now */
  whole: WireArray;
  /** (n,) float64: what its nudge promises, were the cost to fall on as it begins to */
  line: WireArray;
  batch_size: number;
  batches: number;
  /** (t,) int32: at which etas they were tried */
  tried: WireArray;
  /** (t,) float64: the cost after a step on one of them, on average */
  part: WireArray;
  lowest: number | null;
  /** then */
  lowest_cost: number | null;
  /** the worst first; none: all is well */
  findings: Finding[];
}

/** What the asker's own drawing on the wall says it is; null: there is none. */
export interface Handed {
  type: "handed";
  id: number | null;
  label: number | null;
}

/** One step on all drawings of the wall together: before, after, and what it cost everybody else. */
export interface WallLearned {
  type: "wall_learned";
  id: number | null;
  step: number;
  /** drawings */
  count: number;
  right_before: number;
  right_after: number;
  /** the mean over the wall */
  cost_before: number;
  cost_after: number;
  test_accuracy_before: number;
  test_accuracy_after: number;
}

/** What a newcomer needs, in place of `state`.

The pictures (`race`, `race_paths`, `contours`, `agreement`) follow at once for whoever subscribes to them; then
come events. What a race may be asked for stands in `hello`, as choices["race"]: presets (name -> race plan),
clocks, optimizers, ranges. */
export interface RaceState {
  type: "race_state";
  seq: number;
  id: string;
  name: string;
  status: "diverged" | "failed" | "finished" | "interrupted" | "paused" | "running";
  reason: Record<string, unknown>;
  plan: Record<string, unknown>;
  /** sums over the lanes */
  step: number;
  examples: number;
  /** one a lane */
  batches: Curve[];
  /** one a lane */
  scores: Scores[];
  reached: Reached[];
  trials: Trial[];
}

/** What was added to every lane's curves since the last such event; entries without news have empty arrays. */
export interface Curves {
  type: "race_curves";
  seq: number;
  batches: Curve[];
  scores: Scores[];
}

/** A lane has for the first time come to this accuracy on the test set (0.8, 0.9 or 0.95). */
export interface Reached {
  type: "reached";
  seq: number;
  lane: number;
  accuracy: number;
  step: number;
  examples: number;
  seconds: number;
  show: number;
}

/** One try of the search for a lane's best eta: from the start, for a small budget, and how well it went. */
export interface Trial {
  type: "trial";
  seq: number;
  lane: number;
  eta: number;
  steps: number;
  examples: number;
  seconds: number;
  /** on the fixed training sample at the end; None: it diverged */
  cost: number | null;
  /** tries of this lane done so far, this one included */
  done: number;
  of: number;
  /** the best eta of this lane so far */
  best: number | null;
}

/** The scoreboard and the walkers. At most 30 a second. */
export interface RaceNow {
  type: "race";
  n: number;
  at: number;
  phase: "finished" | "racing" | "ready" | "searching";
  /** seconds of show so far: what the viewer's watch says, pauses left out */
  show: number;
  /** how far the race is on its own clock (examples, steps or seconds, as the plan says) */
  clock: number;
  /** units of that clock in one second of show, as measured just now */
  rate: number | null;
  /** seconds of compute so far, all lanes together */
  compute: number;
  /** which plane x, y and distance are in; 0: none yet */
  plane: number;
  lanes: LaneNow[];
  timing: Timing | null;
  /** one for each accuracy that `reached` tells of, in rising order */
  first: First[];
}

/** All paths in the coordinates of one plane. Sent anew as they grow, at most 10 a second. */
export interface Paths {
  type: "race_paths";
  n: number;
  at: number;
  /** its number: counts up each time that the plane is renewed */
  plane: number;
  lanes: LanePath[];
  /** share, 0 to 1, of the movement (squared, about the start; no diverged lane's) in the plane */
  captured: number;
  /** each lane's largest distance from the plane */
  furthest: number[];
}

/** The cost on the plane, over a fixed sample of training examples. Sent when a level of fineness is complete.

A point of the plane is start + x * first + y * second, where `first` and `second` are orthogonal directions of
length 1 in the space of all weights and biases, so x, y and distances are lengths in that space. To be drawn four
wide and three high: across a stagger y is thereby stretched, by a whole number; otherwise x and y have one scale. */
export interface Contours {
  type: "contours";
  n: number;
  at: number;
  plane: number;
  kind: "ends" | "principal" | "stagger";
  /** the lanes whose ends lie exactly in the plane: two, one for a stagger, none if principal */
  through: number[];
  /** 11, 21, 41, 61: points along each side */
  size: number;
  /** the level under way; None when the finest is done */
  next_size: number | null;
  /** (size,) float32, growing */
  x: WireArray;
  /** (size,) float32, growing */
  y: WireArray;
  /** (size, size) float32: cost[row, column] at (x[column], y[row]) */
  cost: WireArray;
  /** training examples behind each cost */
  sample: number;
  /** compute spent on the map in proportion to that of the lanes, so far */
  overhead: number;
}

/** How well a part speaks for the whole, at one lane's weights. Sent as it grows, sizes in rising order. */
export interface Agreement {
  type: "agreement";
  n: number;
  at: number;
  lane: number;
  step: number;
  /** N, all the examples */
  of: number;
  /** length of the full gradient */
  norm: number;
  /** root mean squared distance of single examples' gradients from it, in units of its length */
  sigma: number;
  sizes: Agreed[];
  /** sizes done */
  done: number;
  /** sizes in all; none where the full gradient is zero, or no number: it has no direction */
  count: number;
  /** of log spread against log B, fitted where B is far below N; theory says -0.5 */
  slope: number | null;
  /** of the check: all mini-batches of one epoch, at this lane's batch size */
  piles: number | null;
  /** |mean of their gradients - full gradient| in units of the latter's length */
  difference: number | null;
}

/** One epoch's data, shuffled and dealt into piles: N/B piles, one step for each. */
export interface Dealt {
  type: "dealt";
  id: number | null;
  /** N, all the examples */
  of: number;
  batch_size: number;
  /** = steps in an epoch */
  piles: number;
  /** examples in the last pile */
  last: number;
  /** no example lies in two piles (checked on this very deal) */
  disjoint: boolean;
  /** every example lies in a pile */
  covering: boolean;
  /** the first piles (at most 12), their first cards (at most 12): indices into the data, int32 */
  indices: WireArray[];
  /** uint8, the same shape */
  labels: WireArray[];
  /** (cards, 784) uint8 */
  pixels: WireArray[];
}

/** All lanes' recorded paths or curves as one table; a column `lane` says whose row it is. */
export interface Exported {
  type: "exported";
  id: number | null;
  of: "batches" | "paths" | "scores";
  columns: string[];
  /** one (rows,) float64 a column */
  values: WireArray[];
}

/** The weights of a recorded point, and the plan with which Learn can go on from there. */
export interface Taken {
  type: "taken";
  id: number | null;
  lane: number;
  step: number;
  plan: Record<string, unknown>;
  /** W[l]: (n of layer l + 1, n of layer l) float32 */
  W: WireArray[];
  /** b[l]: (n of layer l + 1,) float32 */
  b: WireArray[];
}
export type AnyMessage = Hello | State | Score | Points | Changed | Past | Notice | Hung | Led | Polled | Filled | Watched | Activity | Matrices | Wall | Verdicts | Done | Error | Prediction | Explanation | Imagined | Stacked | Inspected | Checked | Probed | Tabled | Learned | Examined | Handed | WallLearned | RaceState | Curves | Reached | Trial | RaceNow | Paths | Contours | Agreement | Dealt | Exported | Taken;

/** The first message on a socket: which wire the page speaks, and the last event it has seen of which server. */
export interface HelloCommand {
  type: "hello";
  id?: number | null;
  version: number;
  boot?: string;
  seq?: number;
}

/** Pictures drawn so far on this socket; the viewer is sent the next while fewer than two are outstanding. */
export interface AckCommand {
  type: "ack";
  id?: number | null;
  count: number;
}

/** Which kinds of picture the open panels need. None at all is right for a hidden tab. */
export interface SubscribeCommand {
  type: "subscribe";
  id?: number | null;
  kinds: ("agreement" | "batch" | "contours" | "example" | "picture" | "products" | "race" | "race_paths" | "verdicts" | "wall" | "weights")[];
}

/** Hang a drawing on the wall, with what it says it is, in place of the one that hangs there under this key. Of one
page all come under one key. Answered by `handed`. */
export interface HandCommand {
  type: "hand";
  id?: number | null;
  key: string;
  label: number;
  strokes?: [number, number][][] | null;
  pixels?: number[] | null;
}

/** Take one's own drawing off the wall. Answered by `handed`. */
export interface TakeBackCommand {
  type: "take_back";
  id?: number | null;
  key: string;
}

/** Does my drawing hang on the wall? Answered by `handed`. */
export interface MineCommand {
  type: "mine";
  id?: number | null;
  key: string;
}

/** All who follow shall see this: `look` is what a lesson link says of a screen (#lesson=1...); None: nobody leads
any more. `by` is any number by which a page knows what it has sent itself. Needs the right to control. */
export interface LeadCommand {
  type: "lead";
  id?: number | null;
  look: string | null;
  by: number;
}

/** Ask the class which way the watched example asks a neuron, its bias or one of its weights to go, in place of what
was asked before. While the network learns it is refused. Needs the right to control. */
export interface PollCommand {
  type: "poll";
  id?: number | null;
  about: "activation" | "bias" | "weight";
  /** as in `explain`, from 1 */
  layer: number;
  neuron: number;
  /** of a weight: the neuron before, from which it comes */
  k?: number | null;
}

/** Ask the class what is said aloud, with so many choices, in place of what was asked before: nothing is right or
wrong, nothing is veiled, and nothing ends it but another question or `end_poll`. Needs the right to control. */
export interface HandsCommand {
  type: "hands";
  id?: number | null;
  choices: number;
  /** whose lanes these are: which will be there first? */
  race?: string | null;
}

/** Answer what the class is asked, in place of the answer under this key. Of one page all come under one key. */
export interface VoteCommand {
  type: "vote";
  id?: number | null;
  key: string;
  poll: number;
  choice: string;
}

/** Tell the class what is right, and how many have said what. Needs the right to control. */
export interface RevealCommand {
  type: "reveal";
  id?: number | null;
  poll: number;
}

/** The class is asked nothing any more. Needs the right to control. */
export interface EndPollCommand {
  type: "end_poll";
  id?: number | null;
}

/** Count how far the class is at this exercise by hand, as a link has it, or at none. Needs the right to control. */
export interface CollectCommand {
  type: "collect";
  id?: number | null;
  exercise: string | null;
}

/** How far one's own sheet is, step by step. Of one page all come under one key. */
export interface FillCommand {
  type: "fill";
  id?: number | null;
  key: string;
  exercise: string;
  steps: ("found" | "open" | "shown" | "wrong")[];
}

/** Train for `epochs` more passes (None: until paused) at `speed` steps a second (None: unthrottled). */
export interface RunCommand {
  type: "run";
  id?: number | null;
  epochs?: number | null;
  speed?: number | null;
}

/** Stop after the step under way. */
export interface PauseCommand {
  type: "pause";
  id?: number | null;
}

/** Go on as before the pause. */
export interface ResumeCommand {
  type: "resume";
  id?: number | null;
}

/** Advance by one unit and pause; `back` undoes one phase of slow motion. */
export interface StepCommand {
  type: "step";
  id?: number | null;
  unit?: "batch" | "epoch" | "example" | "phase";
  back?: boolean;
}

/** Change what may change without losing the network. */
export interface SetCommand {
  type: "set";
  id?: number | null;
  eta?: number | null;
  batch_size?: number | null;
  digits?: number[] | null;
  speed?: number | null;
  slow?: boolean | null;
}

/** Start afresh: the very same start, or with any part of the plan changed (a new seed, other sizes, ...). */
export interface ResetCommand {
  type: "reset";
  id?: number | null;
  plan?: Record<string, unknown>;
}

/** Choose the example that everybody watches.

By `index` in `source`; or the next (previous) that fits: of this `digit`, or answered wrongly (`mistake`), or of
this truth and prediction; or a drawing, with the label it should have; or the video's own case (`preset`). */
export interface WatchCommand {
  type: "watch";
  id?: number | null;
  source?: "drawing" | "preset" | "test" | "train";
  index?: number | null;
  move?: "next" | "previous";
  digit?: number | null;
  mistake?: boolean;
  predicted?: number | null;
  strokes?: [number, number][][] | null;
  pixels?: number[] | null;
  label?: number | null;
}

/** Which neurons of a layer wider than the window are drawn: the window's first neuron. */
export interface ShowCommand {
  type: "show";
  id?: number | null;
  layer: number;
  first: number;
}

/** Pause, and show everybody the network as it was at the newest kept step up to this one; None: as it is now.
Whatever trains goes on from the present. */
export interface LookBackCommand {
  type: "look_back";
  id?: number | null;
  step?: number | null;
}

/** One step of descent on the watched drawing alone, with the right answer given. Answered by `learned`. */
export interface LearnCommand {
  type: "learn";
  id?: number | null;
  label: number;
}

/** Take a drawing off the wall, or all of them (None). */
export interface TakeDownCommand {
  type: "take_down";
  id?: number | null;
  drawing?: string | null;
}

/** Take no drawing for the wall any more, or take them again. */
export interface CloseWallCommand {
  type: "close_wall";
  id?: number | null;
  closed: boolean;
}

/** One step of descent on all drawings of the wall together. Answered by `wall_learned`. */
export interface LearnWallCommand {
  type: "learn_wall";
  id?: number | null;
}

/** Write the run down as it is now, for whoever wants to take it along. Answered by `done`. */
export interface SaveCommand {
  type: "save";
  id?: number | null;
}

/** What the current weights make of a drawing. Answered by `prediction`. */
export interface PredictCommand {
  type: "predict";
  id?: number | null;
  strokes?: [number, number][][] | null;
  pixels?: number[] | null;
  label?: number | null;
}

/** Everything about one neuron and the watched example: the three avenues. Answered by `explanation`.

`layer` counts from 1 (first hidden) to the output; the inputs have no wish that a parameter could serve. */
export interface ExplainCommand {
  type: "explain";
  id?: number | null;
  layer: number;
  neuron: number;
}

/** What if two neurons `k` before this one had activations `a`? Answered by `imagined`. */
export interface ImagineCommand {
  type: "imagine";
  id?: number | null;
  layer: number;
  neuron: number;
  k: [number, number];
  a: [number, number];
}

/** For layer `layer` (0: the pixels): each next-layer neuron's wish for each neuron here. Answered by `stacked`. */
export interface StackCommand {
  type: "stack";
  id?: number | null;
  layer: number;
  /** askers by name; the rest are one */
  most?: number;
}

/** Value, gradient and rank of up to 20 parameters, and of the `strongest` so many. Answered by `inspected`. */
export interface InspectCommand {
  type: "inspect";
  id?: number | null;
  parameters: Parameter[];
  strongest?: number;
  over?: "batch" | "example";
}

/** Derive one gradient anew by a central difference in float64. Answered by `checked`. */
export interface CheckCommand {
  type: "check";
  id?: number | null;
  parameter: Parameter;
  over?: "batch" | "example";
}

/** The true cost along one parameter beside the straight line the gradient predicts. Answered by `probed`. */
export interface ProbeCommand {
  type: "probe";
  id?: number | null;
  parameter: Parameter;
  reach?: number;
}

/** Examples as columns, parameters as rows, each cell that example's own nudge. Answered by `tabled`. */
export interface TableCommand {
  type: "table";
  id?: number | null;
  examples?: "batch" | "chosen";
  digits?: number[];
  count?: number;
  parameters?: Parameter[];
  strongest?: number;
  sort?: "label" | "order";
}

/** What the matter is with this training, and where a step would lead at other etas. Answered by `examined` once all
of it has been measured, a little at a time; who asks while that goes on shares the answer. */
export interface ExamineCommand {
  type: "examine";
  id?: number | null;
}

/** How fast the race's clock (examples, steps or seconds of compute, as the plan says) goes in the show.

log: each decade of the clock takes `value` seconds of show, from the first steps on; where the machine cannot keep
up, it is as fast as it can. linear: one second of show is `value` units of the clock. free: as fast as it can. */
export interface PaceCommand {
  type: "pace";
  id?: number | null;
  law?: "free" | "linear" | "log";
  value?: number;
}

/** Which plane the map shows, always through the start.

ends: and the ends of two lanes. stagger: and the end of one, `lanes[0]`, along the direction in which its steps
stagger most, so that it is seen reeling across its valley. principal: along the principal directions of all paths. */
export interface PlaneCommand {
  type: "plane";
  id?: number | null;
  kind?: "ends" | "principal" | "stagger";
  /** None: those farthest apart; for a stagger the smallest batches */
  lanes?: [number, number] | null;
}

/** Look for the best eta of each lane (of these lanes), by short tries; then start afresh with them. */
export interface SearchCommand {
  type: "search";
  id?: number | null;
  lanes?: number[];
}

/** Compare mini-batch gradients with the full one, at the recorded point nearest to a lane's `step`.

None: where it now stands. Answered by `done` at once; `agreement` pictures follow. While somebody looks at these, a
race that rests makes one by itself. */
export interface AgreeCommand {
  type: "agree";
  id?: number | null;
  lane?: number;
  step?: number | null;
}

/** Shuffle the data and deal it into piles. Answered by `dealt`. */
export interface DealCommand {
  type: "deal";
  id?: number | null;
  batch_size?: number;
  seed?: number;
}

/** The weights of a lane at the recorded point nearest to `step` (None: now); of a training, which has the lane 0,
at that very step, if it is kept (None: of the network that everybody looks at). Answered by `taken`. */
export interface TakeCommand {
  type: "take";
  id?: number | null;
  lane: number;
  step?: number | null;
}

/** All that was recorded, as a table. Answered by `exported`. */
export interface ExportCommand {
  type: "export";
  id?: number | null;
  of?: "batches" | "paths" | "scores";
}
export type AnyCommand = HelloCommand | AckCommand | SubscribeCommand | HandCommand | TakeBackCommand | MineCommand | LeadCommand | PollCommand | HandsCommand | VoteCommand | RevealCommand | EndPollCommand | CollectCommand | FillCommand | RunCommand | PauseCommand | ResumeCommand | StepCommand | SetCommand | ResetCommand | WatchCommand | ShowCommand | LookBackCommand | LearnCommand | TakeDownCommand | CloseWallCommand | LearnWallCommand | SaveCommand | PredictCommand | ExplainCommand | ImagineCommand | StackCommand | InspectCommand | CheckCommand | ProbeCommand | TableCommand | ExamineCommand | PaceCommand | PlaneCommand | SearchCommand | AgreeCommand | DealCommand | TakeCommand | ExportCommand;
