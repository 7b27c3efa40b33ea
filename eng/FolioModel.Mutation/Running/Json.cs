using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Mutation;

/// <summary>How files of this program are written.</summary>
internal static class Json
{
    /// <summary>One object a line.</summary>
    public static JsonSerializerOptions Short { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>For review.</summary>
    public static JsonSerializerOptions Long { get; } = new(Short) { WriteIndented = true, IndentSize = 1 };
}
