// The panels of Descend: the name of each section, and what mounts it.

import { mount as mountAgreement } from "../panels/descend/agreement.js";
import { mount as mountLanes } from "../panels/descend/lanes.js";
import { mount as mountMap } from "../panels/descend/map.js";
import { mount as mountCurves } from "../panels/descend/race_curves.js";
import { mount as mountLive } from "../panels/descend/race_live.js";
import { mount as mountMessage } from "../panels/descend/race_message.js";
import { mount as mountSetup } from "../panels/descend/race_setup.js";
import { mount as mountTime } from "../panels/descend/race_time.js";
import { mount as mountReplay } from "../panels/descend/replay.js";
import { mount as mountTerms } from "../panels/descend/terms.js";

/** @import { Mount } from "../main.js" */

/** @type {[string, Mount][]} */
export const DESCEND_PANELS = [
  ["race_time", mountTime],
  ["race_setup", mountSetup],
  ["race_message", mountMessage],
  ["race_live", mountLive],
  ["map", mountMap],
  ["replay", mountReplay],
  ["lanes", mountLanes],
  ["race_curves", mountCurves],
  ["agreement", mountAgreement],
  ["terms", mountTerms],
];
