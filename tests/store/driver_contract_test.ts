import { openDatabase } from "../../src/store/driver.ts";
import { testDriver } from "./driver_contract.ts";

testDriver("node:sqlite", openDatabase);
