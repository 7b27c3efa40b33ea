using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A zone in the <c>state</c> object of <c>folio-trace/1</c>.</summary>
internal static class MemoryJson
{
    public static JsonObject Of(ZoneSnapshot zone) => new()
    {
        ["first"] = zone.First.Value,
        ["pages"] = zone.Pages,
        ["free"] = zone.Free.Value,
        ["perCpu"] = zone.PerCpu.Value,
        ["min"] = zone.Watermarks.Min + zone.WatermarkBoost,
        ["low"] = zone.Watermarks.Low + zone.WatermarkBoost,
        ["high"] = zone.Watermarks.High + zone.WatermarkBoost,
        ["blocks"] = Lists(zone.Blocks),
        ["cpus"] = StateJson.Members(zone.CpuPages, static c => c.Cpu.ToString(CultureInfo.InvariantCulture), static c => Lists(c.Blocks)),
    };

    /// <summary>One list of first frames for each order and migrate type, in the order in which they will be allocated.</summary>
    private static JsonObject Lists(IEnumerable<BlockSnapshot> blocks) => StateJson.Members(
        blocks.GroupBy(static b => (b.Order, b.Type)),
        static g => $"{g.Key.Order.Value} {g.Key.Type}",
        static g => StateJson.Frames(g.Select(static b => b.First)));
}
