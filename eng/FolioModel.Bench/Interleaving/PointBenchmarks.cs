using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FolioModel.Tests.Tasks;

namespace FolioModel.Bench.Interleaving;

/// <summary>What scheduling points cost: straight, with and without them, as a twin that never stops, and stopped at every point.</summary>
[Config(typeof(Short))]
public class PointBenchmarks
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;
    private PointedLoop _loop = null!;
    private TaskRun _endless = null!;

    [GlobalSetup]
    public void Build()
    {
        _machine = new Machine();
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 20 });
        Folio folio = _file.Pages.GrabFolio(new PageIndex(3)).Folio;
        folio.Unlock();
        folio.Put();
        _loop = new PointedLoop(_machine);
        _endless = _machine.Begin(_machine.CreateTask("endless", 0), async () =>
        {
            while (true)
            {
                await _machine.PointAsync(SchedulingPoint.Reschedule);
            }
        });
    }

    [Benchmark(Baseline = true)]
    public long LoopWithoutPoints() => _loop.WithoutPoints(1000);

    [Benchmark]
    public long LoopWithPoints() => _loop.WithPoints(1000);

    [Benchmark]
    public int LookupStraight()
    {
        Folio folio = _file.Pages.GetFolio(new PageIndex(3)).Folio;
        folio.Put();
        return folio.Frame;
    }

    [Benchmark]
    public int LookupAsATwinThatNeverStops()
    {
        Folio folio = _file.Pages.GetFolioAsync(new PageIndex(3)).GetAwaiter().GetResult().Folio;
        folio.Put();
        return folio.Frame;
    }

    [Benchmark]
    public int LookupStoppedAtEveryPoint()
    {
        TaskRun run = _machine.Begin(_machine.Boot, LookUp);
        while (run.CanGoOn)
        {
            run.Resume();
        }

        return run.Steps;
    }

    [Benchmark]
    public TaskRunState OneSuspendAndResume() => _endless.Resume();

    private async KernelWork LookUp()
    {
        FolioResult found = await _file.Pages.GetFolioAsync(new PageIndex(3));
        found.Folio.Put();
    }

    private sealed class Short : ManualConfig
    {
        public Short() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
