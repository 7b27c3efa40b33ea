using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A trace as a page: one HTML file that needs no server and makes no request.</summary>
public static class ShowPage
{
    private const string DataMark = "/*folio-trace*/";
    private const string TitleMark = "folio-title";

    /// <summary>Characters of data from which a page has them compressed. Shorter ones can be read in the page's source.</summary>
    private const int LongData = 1 << 16;

    /// <summary>Writes the page of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <returns>The HTML text. The same trace gives the same text.</returns>
    /// <exception cref="BadFolioTraceException">The trace has neither a step nor a graph of states.</exception>
    public static string Write(FolioTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Steps.Count == 0 && trace.Graphs.Count == 0)
        {
            throw new BadFolioTraceException($"'{trace.Head.Name}' has no step: a page shows one step at a time");
        }

        return Fill($"{trace.Head.Name} - folio show", trace.ToJson());
    }

    /// <summary>Writes a page of links to other pages in the same folder.</summary>
    /// <param name="pages">For each page its file name without ending, what it shows, and its kind.</param>
    public static string WriteIndex(IReadOnlyList<(string Name, string Text, string Kind)> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        JsonArray links = new([.. pages.Select(static p => new JsonObject { ["name"] = p.Name, ["text"] = p.Text, ["kind"] = p.Kind })]);
        return Fill("folio show", new JsonObject { ["format"] = "folio-index/1", ["pages"] = links }.ToJsonString());
    }

    private static string Fill(string title, string json)
    {
        // Inside a script element a tag could end the data: a less-than sign is written as JSON allows it too.
        StringBuilder page = new(Template());
        page.Replace(TitleMark, Escaped(title));
        page.Replace(DataMark, json.Length < LongData ? json.Replace("<", "\\u003c", StringComparison.Ordinal) : Compressed(json));
        return page.ToString();
    }

    private static string Compressed(string json)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(json));
        }

        return Convert.ToBase64String(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Template()
    {
        using Stream stream = typeof(ShowPage).Assembly.GetManifestResourceStream("page.html")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
