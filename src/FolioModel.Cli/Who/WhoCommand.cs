using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Who;

/// <summary><c>folio who</c>: says who may hold the references of a page of a real kernel.</summary>
internal static class WhoCommand
{
    private const string Description = """
        Say who may hold the references of a real page: which are expected, which holders explain the rest, what is impossible,
        what is refused.

        Reads the text of dump_page (5.10 to 7.x, alone or in a log), rows of page-types or kpageflags, a struct page or folio as drgn or
        crash print it, or the options of one page:
          folio who oops.txt
          dmesg | folio who
          folio who --refcount 514 --mapcount 0 --order 9 --flags lru,uptodate --mapping file

        Exit code: 0 no page contradicts the rules, 1 some page does, 2 bad input or usage.
        """;

    private static readonly Argument<string[]> s_files = new("FILE")
    {
        Description = "Texts with pages; - or none for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> s_refCount = Text("--refcount", "N", "The reference count.");
    private static readonly Option<string?> s_mapCount = Text("--mapcount", "N",
        "How many page-table entries map the folio; 0 if left out.");
    private static readonly Option<string?> s_order = Text("--order", "N", "The folio's order; 0 if left out.");
    private static readonly Option<string?> s_flags = Text("--flags", "A,B", "Page flags by name, as dump_page or page-types print them.");
    private static readonly Option<string?> s_mapping = Text("--mapping", "KIND", $"What the page belongs to: {PageOptions.Mappings}.");
    private static readonly Option<string?> s_pinCount = Text("--pincount", "N", "The pin count of a large folio.");
    private static readonly Option<string?> s_pfn = Text("--pfn", "PFN", "The page frame number, for what to look at next.");
    private static readonly Option<string?> s_kernel = Text("--kernel", "X.Y",
        "The kernel's release, where the text does not name it; 6.12 if unknown.");
    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        Command command = new("who", Description)
        {
            s_files, s_refCount, s_mapCount, s_order, s_flags, s_mapping, s_pinCount, s_pfn, s_kernel, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    private static Option<string?> Text(string name, string help, string description) => new(name)
    {
        Description = description,
        HelpName = help
    };

    private static int Run(ParseResult arguments)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter error = arguments.InvocationConfiguration.Error;
        List<PageDiagnosis> diagnoses = [];
        try
        {
            foreach (ObservedPage page in PagesOf(arguments))
            {
                diagnoses.Add(PageDiagnosis.Of(page));
            }
        }
        catch (Exception e) when (e is BadPageTextException or IOException or UnauthorizedAccessException or BadWhoException)
        {
            return Complaint.Write(error, "who", e.Message);
        }

        if (arguments.GetValue(s_json))
        {
            output.WriteLine(WhoJson.Write(diagnoses));
        }
        else
        {
            WhoText.Write(diagnoses, output);
        }

        return diagnoses.Exists(static d => d.Contradictions.Count > 0) ? ExitCode.Violated : ExitCode.Holds;
    }

    private static List<ObservedPage> PagesOf(ParseResult arguments)
    {
        string[] files = arguments.GetValue(s_files)!;
        if (Complaint.OfPaths(files) is { } complaint)
        {
            throw new BadWhoException(complaint);
        }

        KernelRelease? kernel = null;
        if (arguments.GetValue(s_kernel) is { } text)
        {
            kernel = KernelRelease.TryParse(text, out KernelRelease release)
                ? release : throw BadWhoException.Expected("--kernel", "a release such as 6.12", text);
        }

        Option<string?>[] ofOnePage = [s_refCount, s_mapCount, s_order, s_flags, s_mapping, s_pinCount, s_pfn];
        Option<string?>? given = Array.Find(ofOnePage, o => arguments.GetResult(o) is not null);
        if (given is not null)
        {
            return files.Length > 0
                ? throw new BadWhoException($"{given.Name} describes one page: expected no FILE beside it, found '{files[0]}'")
                : [PageOptions.Parse(name => arguments.GetValue(Array.Find(ofOnePage, o => o.Name == name)!), kernel)];
        }

        List<ObservedPage> pages = [];
        foreach (string file in files.Length == 0 ? ["-"] : files)
        {
            pages.AddRange(PageReader.Read(TextOf(file), file == "-" ? "standard input" : file, kernel));
        }

        return pages;
    }

    private static string TextOf(string file)
    {
        const long LargestText = 1L << 28;
        if (file == "-")
        {
            return Console.IsInputRedirected
                ? Console.In.ReadToEnd()
                : throw new BadWhoException(
                    "expected a FILE, text on standard input, or --refcount with the other options of a page (see --help)");
        }

        if (Directory.Exists(file))
        {
            throw new BadWhoException($"{file}: expected a file, found a folder");
        }

        FileInfo info = new(file);
        return !info.Exists ? throw new BadWhoException($"{file}: no such file")
            : info.Length > LargestText
                ? throw new BadWhoException(string.Create(CultureInfo.InvariantCulture,
                    $"{file}: expected at most {LargestText} bytes, found {info.Length}"))
            : File.ReadAllText(file);
    }
}
