// The panels of the page: the name of each section, and what mounts it. Those of Descend come when it is first opened, and
// so do others that few people open.

import { mount as mountConfusion } from "./panels/confusion.js";
import { mount as mountControls } from "./panels/controls.js";
import { mount as mountCost } from "./panels/cost.js";
import { mount as mountFacts } from "./panels/facts.js";
import { mount as mountFrame } from "./panels/frame.js";
import { mount as mountHelp } from "./panels/help.js";
import { mount as mountInput } from "./panels/input.js";
import { mount as mountLearning } from "./panels/learning.js";
import { mount as mountLive } from "./panels/live.js";
import { mount as mountMessage } from "./panels/message.js";
import { mount as mountNetwork } from "./panels/network.js";
import { mount as mountNetworkForm } from "./panels/network_form.js";
import { mount as mountNotices } from "./panels/notices.js";
import { mount as mountOutputs } from "./panels/outputs.js";
import { mount as mountPageControls } from "./panels/page_controls.js";
import { mount as mountRuns } from "./panels/runs.js";
import { mount as mountTooltip } from "./panels/tooltip.js";
import { mount as mountTour } from "./panels/tour.js";
import { mount as mountViews } from "./panels/views.js";
import { mount as mountWhy } from "./panels/why.js";

import { later } from "./later.js";
import { LEFT } from "./lead/kept.js";

/** @import { Mount } from "./main.js" */

/** Those that can wait a few frames for what training brings: none of them shows the picture. */
export const PATIENT = new Set(["facts", "cost", "confusion", "checkup", "why"]);

/** The one with the pad. */
export const PAD = "input";

/** @type {[string, Mount][]} */
export const PANELS = [
  ["frame", mountFrame],
  ["views", mountViews],
  ["controls", mountControls],
  ["learning", mountLearning],
  ["network_form", mountNetworkForm],
  ["page_controls", mountPageControls],
  ["message", mountMessage],
  ["input", mountInput],
  ["outputs", mountOutputs],
  ["network", mountNetwork],
  ["facts", mountFacts],
  ["cost", mountCost],
  ["confusion", mountConfusion],
  ["checkup", later(({ page }) => page.reading === "checkup", async () => (await import("./checkup/panel.js")).mount, { reading: "cost" })],
  ["why", mountWhy],
  ["wall", later(({ page }) => page.enlarged === "wall", async () => (await import("./wall/panel.js")).mount, { enlarged: null })],
  ["lead", later(({ page, led }) => page.leads || (page.follows && (led !== null || LEFT !== null)), async () => (await import("./lead/panel.js")).mount,
    { leads: false, follows: false })],
  ["poll", later(({ page, poll }) => page.answers && poll !== null, async () => (await import("./poll/panel.js")).mount, { answers: false })],
  ["notices", mountNotices],
  ["help", mountHelp],
  ["runs", mountRuns],
  ["tour", mountTour],
  ["live", mountLive],
  ["tooltip", mountTooltip],
];
