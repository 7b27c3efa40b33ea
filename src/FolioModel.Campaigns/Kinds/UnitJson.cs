using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Campaigns.Kinds;

/// <summary>Results of units as JSON bytes: the same value gives the same bytes in every process.</summary>
internal static class UnitJson
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, s_json);

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, s_json);

    /// <summary>Whether a result is an object with a property of that name.</summary>
    public static bool Has(byte[] bytes, string property)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(property, out _);
        }
        catch (JsonException e)
        {
            throw new BadCampaignException($"expected the result of a unit, found something else: {e.Message}", e);
        }
    }

    public static T Read<T>(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, s_json)
                ?? throw new BadCampaignException("expected the result of a unit, found null");
        }
        catch (JsonException e)
        {
            throw new BadCampaignException($"expected the result of a unit, found something else: {e.Message}", e);
        }
    }
}
