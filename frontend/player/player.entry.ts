import "./player.css";
import { partModule } from "../shared/homes.ts";
import { createPlayer } from "./player.ts";

export default partModule("player", createPlayer);
