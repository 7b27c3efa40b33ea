namespace FolioModel.Testing;

/// <summary>
/// One step of a program. References it yields are named after its number, which it keeps when other steps are taken away.
/// </summary>
/// <param name="Number">Its number.</param>
/// <param name="Operation">Which operation of the subject.</param>
/// <param name="Arguments">With what.</param>
public readonly record struct Step(int Number, int Operation, Arguments Arguments);
