// The map of the screen. The table under it says the same, so the page is whole without this file.
import { MapChart } from "echarts/charts";
import { AriaComponent, GeoComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { getInstanceByDom, init, registerMap, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([MapChart, AriaComponent, GeoComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

interface Unit {
  adcode: string;
  name: string;
  value: number | null;
  href: string;
}

interface Shapes {
  type: "FeatureCollection";
  features: { properties: { adcode: string; name: string } }[];
}

const RAMP = ["#24505a", "#2c6658", "#3e8a72", "#63b292", "#9ad5b8", "#d6efdd"];
const INK = "#0e1a1f";

function draw(element: HTMLElement, shapes: Shapes, units: Unit[]): void {
  const title = element.dataset.title ?? "";
  const byCode = new Map(units.map((unit) => [unit.adcode, unit]));
  // The list of units names them as people do; the boundary file is joined by code, so that a new name never loses a place.
  shapes.features.forEach((feature) => {
    const unit = byCode.get(feature.properties.adcode);
    if (unit) feature.properties.name = unit.name;
  });
  registerMap(title, shapes as unknown as Parameters<typeof registerMap>[1]);
  const known = units.filter((unit) => unit.value !== null);
  const largest = Math.max(1, ...known.map((unit) => unit.value ?? 0));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const option: EChartsCoreOption = {
    animation: !still,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      trigger: "item",
      backgroundColor: "#14252c",
      borderColor: "#2c4750",
      textStyle: { color: "#e8efea", fontSize: 16 },
      formatter: (item: { name: string; value: number }) =>
        `${item.name}<br>${Number.isFinite(item.value) ? `${item.value.toLocaleString("zh-CN")} ${element.dataset.unit ?? ""}` : "暂无数据"}`,
    },
    visualMap: {
      min: 0,
      max: largest,
      left: 12,
      bottom: 12,
      itemHeight: 110,
      text: [largest.toLocaleString("zh-CN"), "0"],
      textStyle: { color: "#9db3ac", fontSize: 14 },
      inRange: { color: RAMP },
      calculable: false,
    },
    series: [
      {
        type: "map",
        map: title,
        nameProperty: "name",
        roam: false,
        selectedMode: false,
        aspectScale: 0.9,
        top: 12,
        bottom: 12,
        label: { show: shapes.features.length <= 16, color: "#e8efea", fontSize: 14, textBorderColor: INK, textBorderWidth: 3 },
        labelLayout: { hideOverlap: true },
        itemStyle: { borderColor: INK, borderWidth: 1.2, areaColor: "#2a3438" },
        emphasis: { label: { color: "#ffffff" }, itemStyle: { areaColor: "#f2b544" } },
        data: units.map((unit) => ({ name: unit.name, value: unit.value ?? NaN })),
      },
    ],
  };
  const chart = getInstanceByDom(element) ?? init(element);
  chart.setOption(option);
  chart.on("click", (item) => {
    const unit = units.find((candidate) => candidate.name === item.name);
    if (unit) window.location.assign(unit.href);
  });
  window.addEventListener("resize", () => chart.resize());
  element.removeAttribute("aria-busy");
  element.dataset.drawn = "yes";
}

async function start(element: HTMLElement): Promise<void> {
  const values = document.getElementById(element.dataset.values ?? "");
  element.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(element.dataset.boundaries ?? "");
    if (!answer.ok) throw new Error(String(answer.status));
    draw(element, (await answer.json()) as Shapes, JSON.parse(values?.textContent ?? "[]") as Unit[]);
  } catch {
    element.textContent = "地图暂时打不开，数字在下面的表里。";
    element.removeAttribute("aria-busy");
    element.classList.add("map-missing");
  }
}

document.querySelectorAll<HTMLElement>("[data-map]").forEach((element) => void start(element));
