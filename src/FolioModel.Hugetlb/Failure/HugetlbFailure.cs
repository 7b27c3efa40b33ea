using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>The result of handling a memory failure.</summary>
/// <param name="Error">
/// <see cref="Errno.None"/> when the failure is contained; <see cref="Errno.EBUSY"/> when the memory has another holder;
/// <see cref="Errno.EHWPOISON"/> when it had failed before; <see cref="Errno.EFAULT"/> when nothing is mapped there.
/// </param>
/// <param name="Killed">The processes that got SIGBUS, in the order of their mappings.</param>
public readonly record struct HugetlbFailure(Errno Error, ImmutableArray<KernelTask> Killed);
