using System.Text.Json;

namespace FolioModel.Cli.Conform.Reclaim.Statistical;

/// <summary>A zone of the recorder's machine, in pages.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Pages">All its pages.</param>
/// <param name="Free">Free ones at the start.</param>
/// <param name="Min">The minimum watermark.</param>
/// <param name="Low">The low watermark.</param>
/// <param name="High">The high watermark.</param>
internal sealed record RecordedZone(ZoneKind Kind, int Pages, long Free, long Min, long Low, long High)
{
    public static RecordedZone Of(JsonProperty zone)
    {
        JsonElement fields = zone.Value;

        // The marks are a quarter of the minimum apart; what is more than that at the start is a boost that passes.
        long distance = Number(fields, "low") - Number(fields, "min");
        long boost = Number(fields, "min") - (4 * distance);
        return new RecordedZone(
            Enum.Parse<ZoneKind>(zone.Name, ignoreCase: true), fields.GetProperty("managed").GetInt32(), Number(fields, "free"),
            Number(fields, "min") - boost, Number(fields, "low") - boost, Number(fields, "high") - boost);
    }

    private static long Number(JsonElement fields, string name) => fields.GetProperty(name).GetInt64();
}
