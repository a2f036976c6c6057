// The Lab's stage.

import "./stage.css";
import { partModule } from "../shared/homes.ts";
import { mountStage } from "./stage.ts";

export default partModule("stage", mountStage);
