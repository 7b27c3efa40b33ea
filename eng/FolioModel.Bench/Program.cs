using BenchmarkDotNet.Running;
using FolioModel;
using FolioModel.Bench.Exploring;
using FolioModel.Bench.Interleaving;
using FolioModel.Bench.PageCache;
using FolioModel.Bench.Replaying;
using FolioModel.Bench.XArrays;

if (args is ["xarray-table", ..])
{
    XArrayTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20);
    return;
}

if (args is ["bound-table", ..])
{
    BoundTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20,
        ledger: args.Contains("--ledger"));
    return;
}

if (args is ["scale-table", ..])
{
    ScaleTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 24);
    return;
}

if (args is ["pressure-table", ..])
{
    PressureTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 22);
    return;
}

if (args is ["reader-table"])
{
    ReplayTable.PrintReaders();
    return;
}

if (args is ["replay-table", string trace, string pages])
{
    ReplayTable.PrintReplays(trace, long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture));
    return;
}

if (args is ["fork-table", ..])
{
    ForkTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20);
    return;
}

if (args is ["point-table"])
{
    PointTable.Print();
    return;
}

if (args is ["explore-table", ..])
{
    AppContext.SetSwitch(AccessTracking.Switch, true);
    ExploreTable.Print(args[1..]);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(FolioModel.Bench.ThreadClock).Assembly).Run(args);
