using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A trace as a page: one HTML file that needs no server and makes no request.</summary>
public static class ShowPage
{
    private const string DataMark = "/*folio-trace*/";
    private const string TitleMark = "folio-title";

    private const string DataStart = "<script type=\"application/json\" id=\"data\">";
    private const string DataEnd = "</script>";

    /// <summary>Characters from which a page has its data packed and compressed. Shorter data can be read in its source.</summary>
    private const int LongData = 1 << 15;

    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the page of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <returns>The HTML text. The same trace gives the same text.</returns>
    /// <exception cref="BadFolioTraceException">The trace has neither a step nor a graph of states.</exception>
    public static string Write(FolioTrace trace)
    {
        string json = JsonOf(trace);
        return Fill($"{trace.Head.Name} - folio show", json.Length < LongData ? Inline(json) : DataOf(trace));
    }

    /// <summary>Writes many traces as one page, which begins with a list of them.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="pages">For each trace a name that no other one has, what it shows, and its kind.</param>
    /// <param name="documents">Links to documents, each with its address and its title.</param>
    /// <returns>The HTML text. The same traces give the same text.</returns>
    public static string WriteCollection(
        string title, IReadOnlyList<(string Name, string Text, string Kind, FolioTrace Trace)> pages,
        params IReadOnlyList<(string Address, string Title)> documents)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(pages);
        return Fill(title, IndexOf(
            pages.Select(static p =>
                new JsonObject { ["name"] = p.Name, ["text"] = p.Text, ["kind"] = p.Kind, ["data"] = DataOf(p.Trace) }),
            documents));
    }

    /// <summary>Writes a page of links to other pages in the same folder.</summary>
    /// <param name="pages">For each page its file name without ending, what it shows, and its kind.</param>
    /// <param name="documents">Links to documents, each with its address and its title.</param>
    public static string WriteIndex(
        IReadOnlyList<(string Name, string Text, string Kind)> pages, params IReadOnlyList<(string Address, string Title)> documents)
    {
        ArgumentNullException.ThrowIfNull(pages);
        return Fill("folio show", IndexOf(
            pages.Select(static p => new JsonObject { ["name"] = p.Name, ["text"] = p.Text, ["kind"] = p.Kind }), documents));
    }

    /// <summary>Reads the trace back that a page shows.</summary>
    /// <param name="html">The page's text, as <see cref="Write"/> made it.</param>
    /// <exception cref="BadFolioTraceException">It is no page of one trace.</exception>
    public static FolioTrace Read(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        int start = html.IndexOf(DataStart, StringComparison.Ordinal);
        int end = start < 0 ? -1 : html.IndexOf(DataEnd, start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new BadFolioTraceException("it is no page of folio show: expected its data");
        }

        string data = html[(start + DataStart.Length)..end];
        return data.StartsWith('{') ? FolioTrace.Read(data) : FolioTraceReader.ReadPacked(data);
    }

    private static string JsonOf(FolioTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.Steps.Count > 0 || trace.Graphs.Count > 0 ? trace.ToJson()
            : throw new BadFolioTraceException($"'{trace.Head.Name}' has no step: a page shows one step at a time");
    }

    private static string DataOf(FolioTrace trace) => Compression.Packed(PackedTrace.Of(trace).ToJsonString(s_options));

    private static string IndexOf(IEnumerable<JsonObject> pages, IReadOnlyList<(string Address, string Title)> documents) =>
        Inline(new JsonObject
        {
            ["format"] = "folio-index/1",
            ["pages"] = new JsonArray([.. pages]),
            ["documents"] = new JsonArray([.. documents.Select(static d => new JsonObject { ["href"] = d.Address, ["text"] = d.Title })]),
        }.ToJsonString(s_options));

    /// <summary>JSON inside a script element, where a tag could end it: a less-than sign is written as JSON allows it too.</summary>
    private static string Inline(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal);

    private static string Fill(string title, string data) =>
        new StringBuilder(Template()).Replace(TitleMark, Escaped(title)).Replace(DataMark, data).ToString();

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Template()
    {
        using Stream stream = typeof(ShowPage).Assembly.GetManifestResourceStream("page.html")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
