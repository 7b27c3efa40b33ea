using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests readers on what the tools themselves wrote; only paths and contents were shortened.</summary>
[TestFixture]
internal sealed class RecordedByToolsTests
{
    private const long Second = 1_000_000_000;
    private const long Microsecond = 1000;

    /// <summary>
    /// fio 3.33 wrote this log of a run of 7 milliseconds: its times, of which the manual does not say the unit, are microseconds.
    /// </summary>
    [Test]
    public void ALogOfFio()
    {
        const string Log = """
            fio version 3 iolog
            23 data add
            132 data open
            136 data read 8192 8192
            5225 data read 188416 8192
            5504 data write 122880 8192
            6374 data read 155648 8192
            6442 data close
            """;
        Assert.That(Traces.Read(Log), Is.EqualTo(new TraceRequest[]
        {
            new(0, 8192, 8192, 136 * Microsecond, TraceOperation.Read), new(0, 188416, 8192, 5225 * Microsecond, TraceOperation.Read),
            new(0, 122880, 8192, 5504 * Microsecond, TraceOperation.Write), new(0, 155648, 8192, 6374 * Microsecond, TraceOperation.Read),
        }));
    }

    /// <summary>strace 6.1 with <c>-f -ttt -yy</c>, of a program that reads, seeks, writes, syncs and maps one file.</summary>
    [Test]
    public void ATraceOfStrace()
    {
        const string Log = """
            19929 1795807818.749876 openat(AT_FDCWD</home>, "data", O_RDWR|O_CLOEXEC) = 3</home/data>
            19929 1795807818.749932 read(3</home/data>, "5\340(\3148\240\231\26j\300Q\230q@3-"..., 4096) = 4096
            19929 1795807818.749966 read(3</home/data>, "5\376h\352\367V-\333j\374\321"..., 10000) = 10000
            19929 1795807818.750000 lseek(3</home/data>, 65536, SEEK_SET) = 65536
            19929 1795807818.750030 write(3</home/data>, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 5000) = 5000
            19929 1795807818.750074 pread64(3</home/data>, "\33\227\25T\327\276s+6.+\250"..., 4096, 131072) = 4096
            19929 1795807818.750108 pwrite64(3</home/data>, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"..., 100, 8000) = 100
            19929 1795807818.750151 fsync(3</home/data>) = 0
            19929 1795807818.750455 mmap(NULL, 65536, PROT_READ, MAP_SHARED, 3</home/data>, 0) = 0x7f36183a4000
            """;
        long start = 1795807818 * Second;
        Assert.That(Traces.Read(Log), Is.EqualTo(new TraceRequest[]
        {
            new(0, 0, 4096, start + (749932 * Microsecond), TraceOperation.Read),
            new(0, 4096, 10000, start + (749966 * Microsecond), TraceOperation.Read),
            new(0, 65536, 5000, start + (750030 * Microsecond), TraceOperation.Write),
            new(0, 131072, 4096, start + (750074 * Microsecond), TraceOperation.Read),
            new(0, 8000, 100, start + (750108 * Microsecond), TraceOperation.Write),
            new(0, 0, 0, start + (750151 * Microsecond), TraceOperation.Sync),
            new(0, 0, 65536, start + (750455 * Microsecond), TraceOperation.Load),
        }));
    }

    /// <summary>
    /// blktrace and blkparse 1.2 on Linux 6.12, of direct reads and writes, a read that readahead splits, and a discard. Each request
    /// passes up to seven stages, some without a range.
    /// </summary>
    [Test]
    public void TheTextOfBlkparse()
    {
        const string Log = """
            Input file t.blktrace.0 added
            254,0    0        1     0.000000000   136  Q  RS 0 + 8 [dd]
            254,0    0        2     0.000123965   136  G  RS 0 + 8 [dd]
            254,0    0        3     0.000169754   136  P   N [dd]
            254,0    0        4     0.000216533   136  U   N [dd] 1
            254,0    0        5     0.000312817   136  D  RS 0 + 8 [dd]
            254,0    0        6     0.000390543   136  C  RS 0 + 8 [0]
            254,0    0       19     0.080464066   137  Q  WS 160 + 32 [dd]
            254,0    0       20     0.080664435   137  G  WS 160 + 32 [dd]
            254,0    0       21     0.080682662   137  P   N [dd]
            254,0    0       22     0.080689542   137  U   N [dd] 1
            254,0    0       23     0.080699717   137  D  WS 160 + 32 [dd]
            254,0    0       24     0.106636412   137  C  WS 160 + 32 [0]
            254,0    0       37     0.151738000   138  Q  RA 1408 + 256 [dd]
            254,0    0       38     0.152029515   138  X  RA 1408 / 1663 [dd]
            254,0    0       39     0.152070176   138  G  RA 1408 + 255 [dd]
            254,0    0       40     0.152071658   138  P   N [dd]
            254,0    0       41     0.152116695   138  G  RA 1663 + 1 [dd]
            254,0    0       42     0.152146560   138  U   N [dd] 2
            254,0    0       43     0.152148533   138  D  RA 1408 + 255 [dd]
            254,0    0       44     0.152179369   138  C  RA 1408 + 255 [0]
            254,0    0       45     0.152225508   138  D  RA 1663 + 1 [dd]
            254,0    0       46     0.152226970   138  C  RA 1663 + 1 [0]
            254,0    0       47     0.242921390   140  Q   R 4096 + 8 [dd]
            254,0    0       48     0.242960819   140  G   R 4096 + 8 [dd]
            254,0    0       59     0.330405611   141  Q  DS 2048 + 16 [busybox]
            254,0    0       60     0.330499601   141  G  DS 2048 + 16 [busybox]
            254,0    0       61     0.330523116   141  P   N [busybox]
            254,0    0       62     0.330617617   141 UT   N [busybox] 1
            254,0    0       63     0.330695844   141  I  DS 2048 + 16 [busybox]
            254,0    0       64     0.331151154    41  D  DS 2048 + 16 [kworker/0:1H]
            254,0    0       65     0.331232105    41  C  DS 2048 + 16 [0]
            CPU0 (t):
             Reads Queued:           6,      208KiB   Writes Queued:           4,       44KiB
             Read Dispatches:        7,      208KiB   Write Dispatches:        4,       44KiB
             Reads Requeued:         0     Writes Requeued:         0
             Reads Completed:        7,      208KiB   Writes Completed:        4,       44KiB
             Read Merges:            0,        0KiB   Write Merges:            0,        0KiB
             Read depth:             1           Write depth:             1
             IO unplugs:             9           Timer unplugs:           1
            
            Throughput (R/W): 628KiB/s / 132KiB/s
            Events (t): 65 entries
            Skips: 0 forward (0 -   0.0%)
            """;
        TraceRequest Request(long sector, long sectors, long nanoseconds, TraceOperation operation) =>
            new(0, sector * 512, sectors * 512, nanoseconds, operation);
        Assert.That(Traces.Read(Log), Is.EqualTo(new[]
        {
            Request(0, 8, 0, TraceOperation.Read), Request(160, 32, 80_464_066, TraceOperation.Write),
            Request(1408, 256, 151_738_000, TraceOperation.Read), Request(4096, 8, 242_921_390, TraceOperation.Read),
            Request(2048, 16, 330_405_611, TraceOperation.Discard),
        }));
    }

    /// <summary>perf script on Linux 6.18, of the same program: reads of cached pages, and a fault that maps what is cached.</summary>
    [Test]
    public void AScriptOfPerf()
    {
        const string Log = """
                     python3 19933 [001] 31170.518024:             filemap:mm_filemap_fault: dev=254:0 ino=3c91c ofs=6828032
                     python3 19933 [001] 31170.533928:         filemap:mm_filemap_get_pages: dev=254:0 ino=bba199 ofs=0-4095
                     python3 19933 [001] 31170.533933:         filemap:mm_filemap_get_pages: dev=254:0 ino=bba199 ofs=4096-16383
                     python3 19933 [001] 31170.533961:         filemap:mm_filemap_get_pages: dev=254:0 ino=bba199 ofs=131072-135167
                     python3 19933 [001] 31170.534270:         filemap:mm_filemap_map_pages: dev=254:0 ino=bba199 ofs=0-65535
            """;
        long start = 31170 * Second;
        Assert.That(Traces.Read(Log), Is.EqualTo(new TraceRequest[]
        {
            new(0, 6828032, 1, start + (518024 * Microsecond), TraceOperation.Load),
            new(1, 0, 4096, start + (533928 * Microsecond), TraceOperation.Read),
            new(1, 4096, 12288, start + (533933 * Microsecond), TraceOperation.Read),
            new(1, 131072, 4096, start + (533961 * Microsecond), TraceOperation.Read),
            new(1, 0, 65536, start + (534270 * Microsecond), TraceOperation.Load),
        }));
    }

    /// <summary>The bpftrace program of the documentation (bpftrace 0.17, Linux 6.18), of the same program.</summary>
    [Test]
    public void LinesOfBpftrace()
    {
        const string Log = """
            31235231836,266338304:12296601,R,0,4096
            31235231857,266338304:12296601,R,4096,12288
            31235231885,266338304:12296601,R,131072,4096
            """;
        Assert.That(Traces.Read(Log, "csv:obj-id-col=2,op-col=3,offset-col=4,length-col=5"), Is.EqualTo(new TraceRequest[]
        {
            new(0, 0, 4096, 0, TraceOperation.Read), new(0, 4096, 12288, 0, TraceOperation.Read),
            new(0, 131072, 4096, 0, TraceOperation.Read),
        }));
    }
}
