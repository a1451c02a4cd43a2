import { expectCaught } from "./faults/caught.ts";
import { lifeFaults } from "./faults/table.ts";

expectCaught(lifeFaults);
