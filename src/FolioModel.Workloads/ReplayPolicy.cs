using FolioModel.Reclaim;

namespace FolioModel.Workloads;

/// <summary>A way to choose what is evicted: one of the kernel's two reclaimers, or a policy in their place.</summary>
/// <param name="Name">The name, as <c>--policy</c> takes it.</param>
/// <param name="Create">Makes the policy; null for the kernel's own reclaim.</param>
/// <param name="MultiGeneration">Whether the kernel's reclaim is the multi-generation one.</param>
public sealed record ReplayPolicy(string Name, Func<long, IReclaimPolicy>? Create, bool MultiGeneration = false)
{
    /// <summary>The kernel's classic reclaim, with active and inactive lists.</summary>
    public static ReplayPolicy Classic { get; } = new("classic", null);

    /// <summary>The kernel's multi-generation LRU.</summary>
    public static ReplayPolicy Mglru { get; } = new("mglru", null, MultiGeneration: true);

    /// <summary>The policies that come with the library, the kernel's own first.</summary>
    public static IReadOnlyList<ReplayPolicy> Known { get; } =
    [
        Classic,
        Mglru,
        new("fifo", static _ => new FifoPolicy()),
        new("lru", static _ => new LruPolicy()),
        new("mru", static _ => new MruPolicy()),
        new("clock", static _ => new ClockPolicy()),
        new("lfu", static _ => new LfuPolicy()),
        new("s3fifo", static pages => new S3FifoPolicy((int)Math.Clamp(pages, 1, 1 << 24))),
        new("lhd", static _ => new LhdPolicy()),
    ];

    /// <summary>Finds a policy by name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatException">There is no such policy.</exception>
    public static ReplayPolicy Parse(string name) =>
        Known.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"expected one of {string.Join(", ", Known.Select(static p => p.Name))}, found '{name}'");
}
