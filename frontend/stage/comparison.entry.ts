// Compare's learning curves.

import "./stage.css";
import { partModule } from "../shared/homes.ts";
import { mountComparison } from "./comparison.ts";

export default partModule("comparison", mountComparison);
