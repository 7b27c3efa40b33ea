using System.Text.Encodings.Web;
using System.Text.Json;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Who;

/// <summary>Diagnoses as one JSON object.</summary>
internal static class WhoJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    public static string Write(IReadOnlyList<PageDiagnosis> diagnoses) => JsonSerializer.Serialize(
        new
        {
            pages = diagnoses.Select(static d => new
            {
                refcount = d.Page.RefCount,
                mapcount = d.Page.MapCount,
                order = d.Page.Order,
                flags = PageFlagNames.NamesOf(d.Page),
                expected = d.Expected.Select(static e => new { kind = e.Kind.Name, count = e.Count, because = e.Because }),
                unexplained = d.Unexplained,
                explanations = d.Explanations.Select(static e => new
                {
                    holders = e.Holders.Select(static h => new { kind = h.Kind.Name, count = h.Count }),
                    likelihood = WhoText.NameOf(e.Likelihood),
                    because = e.Because,
                }),
                contradictions = d.Contradictions,
                refused = d.Refused.Select(static r => new { operation = r.Operation, because = r.Because }),
            }),
        },
        s_options);
}
