using System.IO.Compression;
using System.Text.RegularExpressions;

namespace FolioModel.Tests.Conformance;

/// <summary>Writes small recordings for tests: a good one, and copies of it with something wrong.</summary>
internal sealed class TraceWriter : IDisposable
{
    public const string Header =
        """
        {"type":"trace","name":"small","family":"script","seed":0,"nops":0,
        """
        + """
        "map":{"kind":"plain","min_order":0,"max_order":0,"unevictable":0,"inaccessible":0,"release_always":0,"launder":0,
        """
        + """
        "i_size":4096,"flags":0,"nrpages":0,"kmin":0,"kmax":0},"drain_each":0,"batch_capacity":31,"start":"drained","lru_gen":0,
        """
        + """
        "cols":["h","in","index","order","ref","mapcount","flags","own","tags","batches"]}
        """;

    public const string Grab =
        """
        {"i":0,"op":"fgp","a":{"index":0,"fgp":7,"order":0},"r":0,"rh":0,"new":[0],"nr":1,"fb":[1,0,0,0,0,0],"f":[[0,1,0,0,3,0,8195,1,0,1]],
        """
        + """
        "steps":[["filemap_add_folio","e",0,1,2,0,0],["__filemap_add_folio","e",0,1,3,0,0],["__filemap_add_folio","r",0,2,8195,0,0],
        """
        + """
        ["folio_add_lru","e",0,2,8195,0,0],
        """
        + """
        ["folio_add_lru","r",0,3,8195,1,0],["filemap_add_folio","r",0,3,8195,1,0]]}
        """;

    public const string Unlock = """{"i":1,"op":"unlock","a":{"h":0},"nr":1,"fb":[1,0,0,0,0,0],"f":[[0,1,0,0,3,0,8194,1,0,1]]}""";

    public const string Put = """{"i":2,"op":"put","a":{"h":0},"nr":1,"fb":[1,0,0,0,0,0],"f":[[0,1,0,0,2,0,8194,0,0,1]]}""";

    public const string Teardown = """{"type":"teardown"}""";

    public const string Truncate =
        """{"i":3,"op":"truncate","a":{"lstart":0,"lend":-1},"freed":[0],"cb":[["free_folio",0,1,0,3]],"nr":0,"fb":[0,0,0,0,0,0],"f":[]}""";

    public const string End = """{"type":"end","ops":4,"leaked":0,"foreign":0,"nrpages":0}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("folio-test-").FullName;

    /// <summary>The lines of a recording in which everything is right.</summary>
    public static string[] Good => [Header, Grab, Unlock, Put, Teardown, Truncate, End];

    /// <summary>A folder for files that this writer did not write.</summary>
    public string Folder => _folder;

    /// <summary>Writes lines to a new file.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>Its path.</returns>
    public string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "trace.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Writes the good recording with one line changed.</summary>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="from">What is replaced in it.</param>
    /// <param name="to">By what.</param>
    /// <returns>Its path.</returns>
    public string WriteChanged(int line, string from, string to)
    {
        string[] lines = Good;
        string changed = lines[line - 1].Replace(from, to, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(lines[line - 1]), "the test changes nothing");
        lines[line - 1] = changed;
        return Write(lines);
    }

    /// <summary>Writes a recording of the real kernel with one line changed.</summary>
    /// <param name="name">The recording.</param>
    /// <param name="pattern">A regular expression that the line matches; the first line is taken that also has what is replaced.</param>
    /// <param name="from">What is replaced in it.</param>
    /// <param name="to">By what.</param>
    /// <returns>The changed copy's path.</returns>
    public string WriteRecording(string name, string pattern, string from, string to)
    {
        string folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "kernel");
        using FileStream file = File.OpenRead(Path.Combine(folder, $"{name}.jsonl.gz"));
        using StreamReader reader = new(new GZipStream(file, CompressionMode.Decompress));
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int line = Array.FindIndex(lines,
            text => Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
            && text.Contains(from, StringComparison.Ordinal));
        Assert.That(line, Is.GreaterThanOrEqualTo(0), "the test changes nothing");
        lines[line] = lines[line].Replace(from, to, StringComparison.Ordinal);
        return Write(lines);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
