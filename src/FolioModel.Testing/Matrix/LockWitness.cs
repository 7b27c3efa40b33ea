namespace FolioModel.Testing;

/// <summary>The evidence that a class of locks is needed: a program that goes wrong when no task takes them.</summary>
/// <param name="LockClass">The locks.</param>
/// <param name="Program">The name of a program or pair, which holds in every interleaving with the locks.</param>
/// <param name="Protects">What the locks protect, in the model.</param>
public sealed record LockWitness(LockClass LockClass, string Program, string Protects);
