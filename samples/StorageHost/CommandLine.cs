using FolioModel.Samples.StorageHost.Prediction;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost;

/// <summary>The command: <c>demo</c> shows four processes and a disk, <c>predict</c> runs files.</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: StorageHost demo
               StorageHost predict FILE.json... [--json] [--set SETTING=NUMBER]... [--page DIRECTORY]

        A FILE is a workload (see workload.schema.json) or a measured run of pipelines. --set changes a setting of the machine, such as
        page_order=9 or flush_replaced=0. --page writes validation.md with plots into a directory; for it, it predicts some runs with other
        settings too.
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>0, or 2 for a command or file that cannot be used.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            switch (args.FirstOrDefault())
            {
                case null or "demo":
                    Demo.Run(output);
                    return 0;
                case "predict":
                    return Predict(args.AsSpan(1), output, errors);
                default:
                    errors.WriteLine(Usage);
                    return 2;
            }
        }
        catch (Exception error) when (error is BadWorkloadException or IOException or System.Text.Json.JsonException)
        {
            errors.WriteLine(error.Message);
            return 2;
        }
    }

    private static int Predict(ReadOnlySpan<string> args, TextWriter output, TextWriter errors)
    {
        PredictOptions options = new() { Progress = errors.WriteLine };
        List<string> files = [];
        bool json = false;
        string? page = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--set" when i + 1 < args.Length:
                    options.Set(args[++i]);
                    break;
                case "--page" when i + 1 < args.Length:
                    page = args[++i];
                    break;
                default:
                    files.Add(args[i]);
                    break;
            }
        }

        if (files.Count == 0 || files.Exists(static f => f.StartsWith("--", StringComparison.Ordinal)))
        {
            errors.WriteLine(Usage);
            return 2;
        }

        List<PredictedRun> runs = [];
        foreach (string file in files)
        {
            runs.Add(new Predictor(options).Predict(file));
            if (!json)
            {
                PredictionText.Write(output, runs[^1]);
            }
        }

        if (json)
        {
            PredictionJson.Write(output, runs);
        }

        if (page is not null)
        {
            ValidationPage.Write(page, files, runs, options);
        }

        return 0;
    }
}
