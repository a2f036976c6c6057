import "./forecast.css";
import { partModule } from "../shared/homes.ts";
import { mount } from "./forecast.ts";

export default partModule("forecast", mount);
