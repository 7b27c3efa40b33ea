using FolioModel.Conformance;
ConformanceReport report = new();
new ConformanceSuite(new FolioModel.Conformance.Kernel.KernelTraceReplayer(true)).Replay(ConformanceSuite.FindFiles(args), report, f => Console.WriteLine(f));
Console.WriteLine($"{report.Traces} {report.Operations} {report.Compared} diff {report.Differences} missing {string.Join(", ", report.Missing)}");
if (report.First is { } d) Console.WriteLine($"{d.Trace}: {d.Operation} {d.Field} expected {d.Expected} actual {d.Actual}\n{string.Join("\n", d.Holders)}");
return 0;
